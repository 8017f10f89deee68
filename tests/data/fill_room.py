"""Fills all the room of the blank workbook: 60 项, 60 款, 40 projects, part of it from the fund budget.

usage: fill_room.py BLANK.xlsx CLASSIFICATION_FOLDER OUT.xlsx

It shares no code with the program. Prints the totals that it entered, in fen: basic, fund, projects.
"""
import csv
import sys
from openpyxl import load_workbook


def codes(folder, name, length):
    with open(f"{folder}/{name}-2020.csv", encoding="utf-8") as file:
        return [row["code"] for row in csv.DictReader(file) if len(row["code"]) == length]


def put(sheet, row, column, value):
    cell = sheet.cell(row, column)
    assert not cell.protection.locked, f"{sheet.title}!{cell.coordinate} is locked"
    cell.value = value


def main():
    blank, folder, out = sys.argv[1:]
    book = load_workbook(blank)
    # an item of every group, from the last on: the tables sort them
    of_group = {}
    for code in codes(folder, "functional", 7):
        of_group.setdefault(code[:5], code)
    items = sorted(of_group.values(), reverse=True)
    items = items[:: len(items) // 60][:60]
    groups = codes(folder, "economic-department", 5)[:60]
    assert (len(items), len(groups)) == (60, 60)

    sheet = book["功能科目录入"]
    columns, table = {}, None
    for column in range(5, sheet.max_column):
        table = sheet.cell(4, column).value or table
        columns[table, sheet.cell(5, column).value] = column
    basic = fund = 0
    for number, code in enumerate(items):
        for place, part in enumerate([code[:3], code[3:5], code[5:]]):
            put(sheet, 6 + number, 1 + place, part)
        put(sheet, 6 + number, columns["表三", "基本支出"], (1001 + number) / 100)
        basic += 1001 + number
        if number % 7 == 0:
            put(sheet, 6 + number, columns["表九", "基本支出"], 1.25)
            fund += 125

    sheet = book["经济科目录入"]
    for number, code in enumerate(groups):
        put(sheet, 6 + number, 1, code[:3])
        put(sheet, 6 + number, 2, code[3:])
        fen = basic - fund - 59 * 50 if number == 0 else 50
        put(sheet, 6 + number, 4 if code[:3] in ("301", "303") else 5, fen / 100)

    sheet, projects = book["表七"], 0
    for number in range(40):
        code = items[number]
        for place, part in enumerate([code[:3], code[3:5], code[5:]]):
            put(sheet, 6 + number, 1 + place, part)
        put(sheet, 6 + number, 5, f"项目{number + 1}号")
        put(sheet, 6 + number, 7 + number % 10, (111 + 100 * number) / 100)
        projects += 111 + 100 * number
    book.save(out)
    print(basic, fund, projects)


main()
