"""The report writer (`cchc report`): a period's records to a report in the layout of NĐ 30/2020, and back from Word."""
