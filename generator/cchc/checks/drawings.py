"""What an SVG drawing may hold: shapes, letters and colours. All else is named, nothing is mended in silence.

SVG 2, and what browsers do with it: scripts, event attributes, foreign elements, animation of addresses, and addresses
that lead out of the file. Entities are refused before the parser sees them (billion laughs).
"""

import re
import xml.etree.ElementTree as ET

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_ELEMENTS = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "switch", "marker", "view", "style"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "image", "a"),
        *("linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "filter"),
        *("feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting"),
        *("feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR"),
        *("feGaussianBlur", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting"),
        *("feSpotLight", "feTile", "feTurbulence"),
    )
)
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)|<\?xml-stylesheet", re.IGNORECASE)
_OWN = re.compile(r"#[\w.:-]+")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[\w+/=\s]*")
_STYLE = re.compile(r"url\((?!\s*[\"']?#)|@import|expression|javascript:|\\", re.IGNORECASE)
_DEEP = 200


def fault(content: bytes) -> str | None:
    """The first thing in a drawing that does more than draw; None for a sound one."""
    if found := _DECLARES.search(content):
        return found[0].decode()
    try:
        root = ET.fromstring(content)
    except (ET.ParseError, ValueError, LookupError):
        return "tệp hỏng"
    if root.tag != f"{_SVG}svg":
        return "không phải hình SVG"
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        if depth > _DEEP:
            return "quá nhiều lớp lồng nhau"
        if more := _more_than_drawing(element):
            return more
        stack += [(child, depth + 1) for child in element]
    return None


def _more_than_drawing(element: ET.Element) -> str | None:
    name = element.tag.removeprefix(_SVG)
    if name not in _ELEMENTS:
        return f"<{element.tag.rpartition('}')[2]}>"
    if name == "style" and _STYLE.search(element.text or ""):
        return "<style> lấy từ nơi khác"
    for key, value in element.attrib.items():
        if key.lower().startswith("on"):
            return key
        if key in ("href", f"{_XLINK}href", "src"):
            if not (_OWN.fullmatch(value) or (name == "image" and _PICTURE.fullmatch(value))):
                return f"địa chỉ {value[:40]}"
        elif _STYLE.search(value):
            return f"{key}={value[:40]}"
    return None
