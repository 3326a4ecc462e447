"""Files of citizens and businesses that were handled late (hồ sơ TTHC chậm, muộn): what each unit records for a month,
and the list that the ward publishes of it as a document of its own. The internal list of late tasks is `reports.late`.
"""
