@echo off
rem Files and folders that are dragged onto this file go to the program beside it.
chcp 65001 >nul
"%~dp0gouji.exe" %*
