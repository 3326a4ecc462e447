"""Plans out again in the layout of the office, and the workbook that an office begins with."""
