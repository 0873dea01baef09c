"""Whose signature a manifest carries."""

from cchc.publish.findings import Finding, Kind
from cchc.publish.keys import holds
from cchc.publish.manifest import Signed


def signature_findings(signed: Signed, public: str, where: str) -> list[Finding]:
    """What is to be said of the signature of a manifest."""
    if public and not signed.signature:
        return [Finding(Kind.SIGNATURE, where, "bản kê mất chữ ký")]
    if public and not holds(public, signed.manifest.payload(), signed.signature):
        words = "ký bằng khóa khác" if signed.key != public else "nội dung bản kê bị sửa sau khi ký"
        return [Finding(Kind.SIGNATURE, where, words)]
    if not signed.signature:
        return [Finding(Kind.UNSIGNED, where, "kẻ sửa được trang cũng sửa được bản kê; tạo khóa bằng `cchc key`")]
    if not public:
        return [Finding(Kind.UNSIGNED, where, "có chữ ký nhưng không có khóa để đối chiếu; thêm --key, hoặc --config")]
    return []
