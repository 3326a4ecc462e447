"""Phiếu nhập số liệu: a month's figures in one ordered sheet, to copy into the Government Office's online form cell by
cell. Which figures stand in it, in which order and under which words is each ward's own setting."""
