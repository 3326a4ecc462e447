"""Phiếu nhập số liệu: a month's figures in one ordered sheet, to copy into the Government Office's online form cell by
cell: the counts of files that the procedure system states, and the figures of the ward's targets. Which of them stand
in it, in which order and under which words is each ward's own setting."""
