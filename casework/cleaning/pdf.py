"""PDF: the pages alone, in a new file. What acts, what is attached and what tells who made it stays behind."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from casework.cleaning.jpeg import without_segments
from casework.cleaning.verdict import ENCRYPTED, FAILED, Cleaned, NotCleaned

PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/UserUnit", "/Group"}
)
STREAM_KEYS = frozenset({"/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms"})
KEPT_OF = {
    "/Image": STREAM_KEYS
    | {"/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Decode", "/ImageMask", "/Mask", "/SMask"}
    | {"/Intent", "/Interpolate", "/Matte", "/SMaskInData"},
    "/Form": STREAM_KEYS | {"/FormType", "/BBox", "/Matrix", "/Resources", "/Group"},
}
"""All that pictures and forms need; what else stands in them, some program put there for itself."""

TELLING = frozenset(
    {"/Metadata", "/PieceInfo", "/LastModified", "/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF"}
    | {"/AF", "/OPI", "/Names", "/Thumb", "/OCProperties", "/Properties", "/StructParent", "/StructParents", "/URI"}
    | {"/Measure", "/PtData", "/Info", "/Author", "/Creator", "/Producer", "/Title", "/Subject", "/Keywords"}
    | {"/CreationDate", "/ModDate", "/Private"}
)
"""Keys of any dictionary that say who, when or where, or that act."""

DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
MOST_OBJECTS = 200_000
DEEPEST = 20


def clean(data: bytes | bytearray) -> Cleaned:
    """The pages in a new file. NotCleaned for an encrypted or broken PDF, or one with other image formats."""
    try:
        with Pdf.open(io.BytesIO(data)) as old:
            if old.is_encrypted:
                raise NotCleaned(ENCRYPTED)
            out = _rewritten(old)
    except pikepdf.PasswordError:
        raise NotCleaned(ENCRYPTED) from None
    except (pikepdf.PdfError, RuntimeError):  # qpdf cannot always say why: its ciphers want files of their own
        raise NotCleaned(ENCRYPTED if b"/Encrypt" in data else FAILED) from None
    return Cleaned(out, "application/pdf", "pdf")


def _rewritten(old: Pdf) -> bytes:
    if len(old.objects) > MOST_OBJECTS or not len(old.pages):
        raise NotCleaned(FAILED)
    if "/AcroForm" in old.Root:
        old.generate_appearance_streams()
    old.flatten_annotations("screen")  # what forms and stamps show becomes part of the page
    new = Pdf.new()
    new.pages.extend(old.pages)
    for page in new.pages:
        _strip_page(new, page.obj)
    for one in list(new.objects):
        _strip(one, 0)
    out = io.BytesIO()
    new.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _strip_page(new: Pdf, page: Any) -> None:
    _keep_only(page, PAGE_KEYS)
    contents = page.get("/Contents")
    parts = list(contents) if isinstance(contents, Array) else [contents] if contents is not None else []
    if any(_says_more(part) for part in parts):
        page["/Contents"] = new.make_stream(_plain_instructions(page))


def _strip(one: Any, depth: int) -> None:
    """Strip an object and what lies directly in it; objects with a number are visited for themselves."""
    if depth > DEEPEST:
        raise NotCleaned(FAILED)
    if isinstance(one, Stream):
        _strip_dictionary(one.stream_dict, depth)
        _strip_stream(one)
    elif isinstance(one, Dictionary):
        _strip_dictionary(one, depth)
    elif isinstance(one, Array):
        for number in range(len(one)):
            one[number] = _without_profile(one[number])
            if not _is_numbered(one[number]):
                _strip(one[number], depth + 1)


def _strip_dictionary(dictionary: Any, depth: int) -> None:
    _keep_only(dictionary, KEPT_OF.get(str(dictionary.get("/Subtype", ""))))
    for key in _keys(dictionary):
        if key in TELLING:
            del dictionary[key]
            continue
        value = dictionary[key]
        if isinstance(value, Array) and len(value) and value[0] == Name.ICCBased:
            dictionary[key] = _without_profile(value)
        elif not _is_numbered(value):
            _strip(value, depth + 1)


def _without_profile(value: Any) -> Any:
    """A device's colours for a colour profile, which carries texts of its maker."""
    if isinstance(value, Array) and len(value) > 1 and value[0] == Name.ICCBased:
        return DEVICE.get(int(value[1].get("/N", 3)), Name.DeviceRGB)
    return value


def _strip_stream(stream: Any) -> None:
    filters = stream.stream_dict.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, Array) else [str(filters)]
    if names[-1] == "/DCTDecode":
        if len(names) > 1:
            raise NotCleaned(FAILED)  # a picture wrapped in another filter: rare, and not looked into
        stream.write(without_segments(stream.read_raw_bytes()), filter=Name.DCTDecode)
    elif names[-1] == "/JPXDecode":
        raise NotCleaned(FAILED)  # JPEG 2000 carries metadata of its own
    elif str(stream.stream_dict.get("/Subtype", "")) == "/Form" and _says_more(stream):
        stream.write(_plain_instructions(stream))


def _says_more(stream: Any) -> bool:
    """Whether instructions may hold comments or marked content."""
    data = stream.read_bytes()
    return b"%" in data or b"BDC" in data or b"DP" in data


def _plain_instructions(what: Any) -> bytes:
    """Drawing instructions without comments and without marked content, which may carry text nobody sees."""
    unseen = {"BDC", "BMC", "EMC", "DP", "MP"}
    instructions = [one for one in pikepdf.parse_content_stream(what) if str(one.operator) not in unseen]
    return pikepdf.unparse_content_stream(instructions)


def _keep_only(dictionary: Any, kept: frozenset[str] | None) -> None:
    for key in _keys(dictionary) if kept is not None else ():
        if kept is not None and key not in kept:
            del dictionary[key]


def _keys(dictionary: Any) -> list[str]:
    return [str(key) for key in dictionary.keys()]  # noqa: SIM118 (a pikepdf dictionary does not iterate)


def _is_numbered(value: Any) -> bool:
    return not isinstance(value, pikepdf.Object) or bool(value.is_indirect)
