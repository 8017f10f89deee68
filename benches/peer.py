"""What a plain script over openpyxl takes for a department: python3 benches/peer.py FOLDER

Each workbook is loaded, the tables are found by their names, codes are added up level by level and the tables
are compared with each other, cells that differ become red, the workbook is saved. Prints the median of the seconds
that a department takes, start of Python left out.
"""

import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import openpyxl
from openpyxl.styles import PatternFill

RED = PatternFill("solid", fgColor="FFFF0000")


def number(cell):
    return round(cell.value * 100) if isinstance(cell.value, (int, float)) else 0


def coded(sheet, first, width):
    """Rows by their code: a cell for each column of figures."""
    rows = {}
    for row in sheet.iter_rows():
        parts = [str(cell.value or "") for cell in row[:width]]
        if parts[0].isdigit():
            rows["".join(parts)] = row[first:]
        elif any(str(cell.value or "").strip(":") in ("总计", "合计") for cell in row[:first]):
            rows.setdefault("", row[first:])
    return rows


def check(book):
    wrong = []

    def equal(left, right, *cells):
        if left != right:
            wrong.extend(cells)

    tables = {}
    for name, first, width in [("表二", 4, 3), ("表三", 4, 3), ("表五", 4, 3), ("表六", 3, 2), ("表九", 4, 3)]:
        rows = tables[name] = coded(book[name], first, width)
        below = defaultdict(list)
        for code in rows:
            if code:
                below[max((c for c in rows if c != code and code.startswith(c)), key=len, default="")].append(code)
        for code, children in below.items():
            for column, total in enumerate(rows[code]):
                equal(number(total), sum(number(rows[child][column]) for child in children), total)
        for row in rows.values():
            equal(number(row[0]), sum(number(cell) for cell in row[1:]), row[0])
    for one, column, other in [("表二", 0, "表三"), ("表二", 1, "表五"), ("表二", 2, "表九")]:
        for code, row in tables[one].items():
            cell = tables[other].get(code, [None])[0]
            equal(number(row[column]), number(cell) if cell is not None else 0, row[column])
    equal(number(tables["表五"][""][1]), number(tables["表六"][""][0]), tables["表六"][""][0])
    projects = {}
    for row in book["表七"].iter_rows():
        if str(row[0].value or "").isdigit():
            equal(number(row[5]), sum(number(cell) for cell in row[6:]), row[5])
            projects[row[4].value] = row[5]
    for sheet in book.worksheets[9:]:
        total = sheet["C3"]
        equal(number(total), number(sheet["E3"]) + number(sheet["G3"]), total)
        cell = projects.get(sheet["F2"].value)
        equal(number(total), number(cell) if cell is not None else 0, total)
    for cell in wrong:
        cell.fill = RED
    return len(wrong)


def main():
    times = []
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        start = time.perf_counter()
        book = openpyxl.load_workbook(path)
        if check(book):
            sys.exit(f"{path} does not agree")
        with tempfile.TemporaryDirectory() as folder:
            book.save(Path(folder) / path.name)
        times.append(time.perf_counter() - start)
    print(sorted(times)[len(times) // 2])


main()
