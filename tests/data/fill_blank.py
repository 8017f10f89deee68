"""Fills the blank workbook with the figures of a transcription, as a department would: only where a cell is unlocked.

usage: fill_blank.py BLANK.xlsx TABLES.json OUT.xlsx [SHEET!CELL=VALUE ...]

It shares no code with the program. A cell is found by the headings that a clerk reads.
"""
import json
import sys
from openpyxl import load_workbook


class Sheet:
    def __init__(self, book, name):
        self.sheet = book[name]

    def put(self, row, column, value):
        """Types into a cell; a locked one would not take it."""
        if value is None:
            return
        cell = self.sheet.cell(row, column)
        assert not cell.protection.locked, f"{self.sheet.title}!{cell.coordinate} is locked"
        cell.value = value

    def find(self, text, column=None):
        for row in self.sheet.iter_rows():
            for cell in row:
                if cell.value == text and (column is None or cell.column == column):
                    return cell
        raise KeyError(f"{self.sheet.title}: {text}")

    def heading(self, row, column):
        """The text over a column, in a merged cell too."""
        for area in self.sheet.merged_cells.ranges:
            if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
                return self.sheet.cell(area.min_row, area.min_col).value
        return self.sheet.cell(row, column).value


def number(text):
    return None if text is None else float(text)


def entries(book, name, depth, rows):
    """A list of codes: each row has a code and figures by (table, column)."""
    sheet = Sheet(book, name)
    head = sheet.find("类").row
    columns = {}
    for column in range(depth + 2, sheet.sheet.max_column):
        columns[sheet.heading(head - 1, column), sheet.heading(head, column)] = column
    for at, (code, figures) in enumerate(rows, start=head + 1):
        for part, text in enumerate([code[:3], code[3:5], code[5:7]][:depth]):
            sheet.put(at, part + 1, text)
        for key, value in figures.items():
            sheet.put(at, columns[key], number(value))


def main():
    blank, tables, out, *changes = sys.argv[1:]
    book = load_workbook(blank)
    seed = json.load(open(tables, encoding="utf-8"))
    table = {it["no"]: it for it in seed["tables"]}

    guide = Sheet(book, "填报说明")
    unit = next(row["name"] for row in table["表六"]["rows"] if row["kind"] == "unit")
    for label, value in [("部门名称", seed["department"]), ("预算单位", unit), ("预算年度", seed["fiscal_year"])]:
        guide.put(guide.find(label, 1).row, 2, value)

    items = [row for row in table["表三"]["rows"] if row["kind"] == "item"]
    entries(book, "功能科目录入", 3, [(row["code"], {("表三", "基本支出"): row["amounts"][1]}) for row in items])
    groups = [row for row in table["表六"]["rows"] if row["kind"] == "group"]
    personnel, public = ("表六", "人员经费"), ("表六", "公用经费")
    entries(
        book,
        "经济科目录入",
        2,
        [(row["code"], {personnel: row["amounts"][1], public: row["amounts"][2]}) for row in groups],
    )

    sheet = Sheet(book, "表七")
    head = sheet.find("项目名称")
    first = sheet.find("类").row + 1
    projects = [row for row in table["表七"]["rows"] if row["kind"] == "project"]
    for at, row in enumerate(projects, start=first):
        for part, text in enumerate([row["code"][:3], row["code"][3:5], row["code"][5:7]]):
            sheet.put(at, part + 1, text)
        sheet.put(at, head.column, row["project"])
        for place, value in enumerate(row["amounts"][1:]):
            sheet.put(at, head.column + 2 + place, number(value))

    # a form belongs to the project of the same amount, in the order of the list of projects
    forms = {number(form["annual_total"]): form for form in seed["performance"]}
    assert len(forms) == len(projects)
    names = [name for name in book.sheetnames if name.startswith("绩效目标表")]
    for name, row in zip(names, projects):
        form = forms[number(row["amounts"][0])]
        sheet = Sheet(book, name)
        for label, value in [("项目名称", form["project"]), ("其他资金", number(form["other_funds"]))]:
            cell = sheet.find(label)
            sheet.put(cell.row, cell.column + 1, value)
        sheet.put(sheet.find("项目总体目标").row, 2, form["goal"])
        head = sheet.find("一级指标")
        for at, indicator in enumerate(form["indicators"], start=head.row + 1):
            for column, key in [(1, "level1"), (2, "level2"), (3, "level3"), (6, "target")]:
                sheet.put(at, column, indicator[key])

    for change in changes:
        place, value = change.split("=")
        name, cell = place.split("!")
        cell = book[name][cell]
        Sheet(book, name).put(cell.row, cell.column, float(value))
    book.save(out)


main()
