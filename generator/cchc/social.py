"""The picture that others show beside a link to a page without one: its title on the site's colours.

Made when the site is published, not when it is built (`engine.social`): ten thousand of them take minutes.
"""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)  # pixels, as the theme's own emblem (assets/social.png)
RECIPE = "2"  # another one, and all are made anew
#: Files of fonts with every Vietnamese letter, on Debian, Windows and macOS; the first that is there.
FONTS = ("NotoSans-Bold.ttf", "DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "arialbd.ttf", "Arial Bold.ttf")
_BRAND, _INK, _GOLD = "#8e1b16", "#ffffff", "#f0c14b"  # the colours of theme/assets/cchc.css
_MARGIN, _BAR, _LINE = 80, 14, 1.3
_SIZES = (76, 68, 60, 52, 46)  # pixels, of the title
_SMALL = (34, 29, 24)  # and of whose it is
_ROOM = 400  # pixels that the title may be high


def social_picture(title: str, publisher: str, fonts: tuple[str, ...] = FONTS) -> bytes | None:
    """A PNG with a title and whose it is; None when this machine has none of the fonts."""
    name = _font_name(fonts)
    if name is None:
        return None
    image = Image.new("RGB", SIZE, _BRAND)
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    draw.rectangle((0, height - _BAR, width, height), fill=_GOLD)
    small, (whose, *_) = _fitted(publisher, name, _SMALL, 1)
    draw.text((_MARGIN, _MARGIN - 20), whose, font=small, fill=_GOLD)
    font, lines = _fitted(title, name)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, 2 * _MARGIN + number * font.size * _LINE), line, font=font, fill=_INK)
    content = io.BytesIO()
    image.quantize(64).save(content, "PNG", optimize=True)
    return content.getvalue()


def _fitted(
    title: str, name: str, sizes: tuple[int, ...] = _SIZES, lines_at_most: int = 0
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest letters in which the title has room, else as much of it as has."""
    for size in sizes:
        font = _font(name, size)
        lines = _wrapped(title, font)
        most = lines_at_most or int(_ROOM / (size * _LINE))
        if len(lines) <= most:
            return font, lines
    return font, [*lines[: most - 1], lines[most - 1].rsplit(" ", 1)[0] + "…"]


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > SIZE[0] - 2 * _MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@lru_cache(maxsize=8)
def _font_name(fonts: tuple[str, ...]) -> str | None:
    for name in fonts:
        try:
            ImageFont.truetype(name, _SIZES[0])
        except OSError:
            continue
        return name
    return None


@lru_cache(maxsize=8)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(name, size)
