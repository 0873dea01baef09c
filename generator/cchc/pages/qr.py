"""QR codes of addresses (ISO/IEC 18004), drawn as SVG. The only module that knows segno."""

QUIET_ZONE = 4  # modules of white around the code, as the standard asks
# Of the eight patterns that keep a code from large spots the library tries all, which takes three quarters of the
# time. Of addresses this one has 3 % more of what the standard counts as disturbing than the best of each (ADR 9).
_MASK = 0


def qr_svg(address: str) -> str:
    """The code of an address as an SVG element that fills its box; at least level M: it bears 15 % of dirt."""
    import segno  # noqa: PLC0415 (10 ms that a build without new sheets does not need)

    code = segno.make_qr(address, error="m", mask=_MASK)
    return code.svg_inline(border=QUIET_ZONE, omitsize=True, title=f"Mã QR dẫn tới {address}", svgclass="qr-code")
