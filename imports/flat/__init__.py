"""Flat lists in and out: units, people, calendar days, figures of targets and tasks, through django-import-export.

A file is opened like a plan's (`read`), its table found (`table`), held against what is stored by the list's resource
(`resources`), shown (`checking`) and committed in one transaction (`uploads`).
"""
