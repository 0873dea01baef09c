"""Why a feed could not be read, in words for the person who keeps the portal."""

from dataclasses import dataclass

from cchc.known import Choice


class FaultKind(Choice):
    """What went wrong with a feed (lý do không đọc được)."""

    NO_NAME = "khong-co-ten-mien", "tên miền không có trên mạng"
    UNREACHABLE = "khong-ket-noi", "không kết nối được với máy chủ"
    CERTIFICATE = "chung-thu", "kết nối https hỏng, hoặc chứng thư của máy chủ không hợp lệ"
    SLOW = "cham", "máy chủ trả lời quá chậm"
    CUT_OFF = "dut", "đường truyền bị đứt giữa chừng"
    NOT_HTTP = "khong-phai-http", "máy chủ trả lời không đúng giao thức"
    TOO_LARGE = "qua-lon", "nguồn tin lớn quá mức cho phép (16 MB)"
    PACKING = "nen", "dữ liệu nén bị hỏng hoặc nén theo cách lạ"
    REFUSED = "tu-choi", "máy chủ từ chối"
    SERVER = "loi-may-chu", "máy chủ báo lỗi"
    BUSY = "ban", "máy chủ bận"
    GONE = "da-dong", "nguồn tin đã đóng hẳn (410)"
    LOOP = "vong", "bị chuyển địa chỉ vòng quanh"
    UNSAFE = "khong-an-toan", "bị chuyển sang địa chỉ không an toàn"
    PRIVATE = "noi-bo", "địa chỉ dẫn vào mạng nội bộ (cho phép bằng --local)"
    ADDRESS = "dia-chi", "địa chỉ viết sai"
    NOT_A_FEED = "khong-phai-nguon-tin", "trả về nội dung không phải nguồn tin RSS, Atom"
    ANOTHER = "don-vi-khac", "dẫn sang nguồn tin của đơn vị khác trong danh sách nên không lấy; có thể đã sáp nhập"
    EMPTY = "rong", "nguồn tin bỗng không còn tin nào; chờ một ngày rồi mới tin"
    UNEXPECTED = "bat-ngo", "nội dung lạ mà chương trình không đọc được"


@dataclass(frozen=True, slots=True)
class Fault:
    """One failed attempt. `detail`: a status or an address; `wait`: seconds for which the server asked to be left."""

    kind: FaultKind
    detail: str = ""
    wait: int | None = None

    def __str__(self) -> str:
        return f"{self.kind.label} ({self.detail})" if self.detail else self.kind.label
