"""Writing down that a period was closed, at the end of site_data/closings.yml (`cchc close`)."""

import datetime as dt

from cchc import append, source
from cchc.days import stopped
from cchc.ledger.closing import counts_now
from cchc.model.closing import TYPE, Closing
from cchc.period import Period
from cchc.problems import Refused
from cchc.site import Site
from cchc.text import long_date

FILE = f"site_data/{TYPE.path}"


def close(site: Site, period: Period, day: dt.date) -> int:
    """Write down what the counts of a period are on a day; returns how many.

    Raises Refused when it was closed already, or is not over: its last day still counts.
    """
    for entry in site.of(Closing):
        if entry.record.period.code == period.code:
            day = entry.record.closed_on
            raise Refused(f"{period.label} đã chốt ngày {long_date(day)}; muốn mở lại, xóa mục đó trong {FILE}")
    if period.end >= day:
        message = f"{period.label} chưa hết: ngày cuối là {long_date(period.end)}, ngày của trang là {long_date(day)}"
        after = long_date(period.end + dt.timedelta(days=1))
        raise Refused(f"{message}; {stopped(site) or f'chốt được từ ngày {after}'}")
    counts = [count.model_dump(exclude_none=True) for count in counts_now(site, period)]
    values = {"period": period.code, "closed_on": day, "counts": counts}
    append.add(site.root, FILE, source.dump_yaml([values]))
    return len(counts)
