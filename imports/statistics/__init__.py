"""The statistics workbook of the system that handles administrative procedures: its table read by the meaning of its
headings (`headings`, `table`), its columns mapped once to targets (`formula`), and each month's file taken in as
figures of those targets through the machinery of the flat lists (`resource`).
"""
