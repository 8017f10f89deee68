"""What a plain script takes for a department: python3 benches/peer.py openpyxl|calamine FOLDER

Each workbook is read, the tables are found by their names, codes are added up level by level and the tables
are compared with each other, cells that differ become red, the workbook is written. With openpyxl the workbook is
changed; with calamine it is read by python-calamine and written anew by XlsxWriter, with none of its formats.
Prints the median of the seconds that a department takes, start of Python left out.
"""

import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path


class Cell:
    """A cell that python-calamine read."""

    def __init__(self, value):
        self.value = value
        self.is_wrong = False


def number(cell):
    return round(cell.value * 100) if isinstance(cell.value, (int, float)) else 0


def at(sheet, row, column):
    """A figure; 0 beyond the last column that holds anything."""
    cells = sheet[row]
    return number(cells[column]) if column < len(cells) else 0


def coded(sheet, first, width):
    """Rows by their code: a cell for each column of figures."""
    rows = {}
    for row in sheet:
        parts = [str(cell.value or "") for cell in row[:width]]
        if parts[0].isdigit():
            rows["".join(parts)] = row[first:]
        elif any(str(cell.value or "").strip(":") in ("总计", "合计") for cell in row[:first]):
            rows.setdefault("", row[first:])
    return rows


def check(sheets):
    """The cells that differ, of sheets by their name, each a list of rows of cells."""
    wrong = []

    def equal(left, right, *cells):
        if left != right:
            wrong.extend(cells)

    tables = {}
    for name, first, width in [("表二", 4, 3), ("表三", 4, 3), ("表五", 4, 3), ("表六", 3, 2), ("表九", 4, 3)]:
        rows = tables[name] = coded(sheets[name], first, width)
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
    for row in sheets["表七"]:
        if str(row[0].value or "").isdigit():
            equal(number(row[5]), sum(number(cell) for cell in row[6:]), row[5])
            projects[row[4].value] = row[5]
    for sheet in list(sheets.values())[9:]:
        total = sheet[2][2]
        equal(number(total), at(sheet, 2, 4) + at(sheet, 2, 6), total)
        cell = projects.get(sheet[1][5].value)
        equal(number(total), number(cell) if cell is not None else 0, total)
    return wrong


def by_openpyxl(path, out):
    import openpyxl
    from openpyxl.styles import PatternFill

    book = openpyxl.load_workbook(path)
    wrong = check({sheet.title: list(sheet.iter_rows()) for sheet in book.worksheets})
    for cell in wrong:
        cell.fill = PatternFill("solid", fgColor="FFFF0000")
    book.save(out)
    return wrong


def by_calamine(path, out):
    import python_calamine
    import xlsxwriter

    book = python_calamine.load_workbook(str(path))
    rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    sheets = {name: [[Cell(value) for value in row] for row in own] for name, own in rows.items()}
    wrong = check(sheets)
    for cell in wrong:
        cell.is_wrong = True
    made = xlsxwriter.Workbook(str(out))
    plain, red = made.add_format({"border": 1}), made.add_format({"border": 1, "bg_color": "#FF0000"})
    for name, own in sheets.items():
        page = made.add_worksheet(name)
        for row, cells in enumerate(own):
            for column, cell in enumerate(cells):
                page.write(row, column, cell.value, red if cell.is_wrong else plain)
    made.close()
    return wrong


def main():
    run = {"openpyxl": by_openpyxl, "calamine": by_calamine}[sys.argv[1]]
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(Path(sys.argv[2]).glob("*.xlsx")):
            start = time.perf_counter()
            if run(path, Path(folder) / path.name):
                sys.exit(f"{path} does not agree")
            times.append(time.perf_counter() - start)
    # the first one also loads the libraries
    times = times[1:]
    print(sorted(times)[len(times) // 2])


main()
