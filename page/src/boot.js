/* The first script, in ES3: says what else may run, and whether this browser can. */
(function () {
  var root = document.documentElement
  var is = function (name) { return typeof window[name] !== 'undefined' }
  var able = is('WebAssembly') && is('BigInt') && is('DecompressionStream') && is('Promise') && is('Worker') && !!''.replaceAll
  if (!able) { root.className += ' old'; return }
  /* before 95 Chromium knows no narrower word for a program in WebAssembly */
  var chromium = /Chrom[a-z]*\/([0-9]+)/.exec(navigator.userAgent)
  var evaluation = chromium && Number(chromium[1]) < 97 ? "'unsafe-eval'" : "'wasm-unsafe-eval'"
  var meta = document.createElement('meta')
  meta.setAttribute('http-equiv', 'Content-Security-Policy')
  meta.setAttribute('content', "default-src 'none'; base-uri 'none'; form-action 'none'; worker-src blob:; style-src 'HASH_STYLE'; script-src 'HASH_SCRIPT' " + evaluation)
  document.getElementsByTagName('head')[0].appendChild(meta)
})()
