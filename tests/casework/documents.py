"""PDF and office files that tell, act and explode, made anew for each test."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from tests.casework.canaries import Canary, icc, jpeg, png

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def pdf(canary: Canary) -> bytes:
    """A page with words and a photograph, and everything a PDF can tell or do besides."""
    made = Pdf.new()
    made.add_blank_page(page_size=(200, 200))
    page = made.pages[0].obj
    picture = Stream(made, jpeg(canary))
    picture.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=32,
        Height=20,
        ColorSpace=Array([Name.ICCBased, made.make_stream(icc(canary), N=3)]),
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
        Metadata=made.make_stream(canary.raw),
        Secret=String(canary.word),
    )
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String(canary.word)))
    page["/Resources"] = Dictionary(
        XObject=Dictionary(P0=made.make_indirect(picture)),
        Font=Dictionary(F0=font),
        Properties=Dictionary(L0=layer),
    )
    page["/Contents"] = made.make_stream(
        b"%" + canary.raw + b"\n/Span <</ActualText (" + canary.raw + b")>> BDC BT /F0 12 Tf 20 20 Td (seen) Tj ET EMC "
        b"q 50 0 0 50 50 50 cm /P0 Do Q"
    )
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{canary.word}')"))
    page["/AA"] = Dictionary(O=script)
    page["/PieceInfo"] = Dictionary(App=Dictionary(Private=String(canary.word)))
    page["/Annots"] = Array(
        [made.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], T=String(canary.word)))]
    )
    _catalog(made, script, canary)
    made.docinfo["/Author"] = canary.word
    made.docinfo["/Private"] = canary.word
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _catalog(made: Pdf, script: Dictionary, canary: Canary) -> None:
    made.Root["/OpenAction"] = script
    made.Root["/Metadata"] = made.make_stream(canary.raw)
    made.Root["/Names"] = Dictionary(JavaScript=Dictionary(Names=[String(canary.word), script]))
    made.attachments["secret.txt"] = canary.raw
    made.Root["/AcroForm"] = Dictionary(
        Fields=[
            made.make_indirect(
                Dictionary(FT=Name.Tx, T=String(canary.word), V=String(canary.word), AA=Dictionary(K=script))
            )
        ]
    )


def pdf_with_history(canary: Canary) -> bytes:
    """A PDF whose first version, still in the file, says more than its last."""
    first = pdf(canary)
    with Pdf.open(io.BytesIO(first)) as opened:
        start = first.rindex(b"startxref")
        old = int(first[start:].split()[1])
        size = len(opened.objects) + 1
    update = f"\nxref\n0 0\ntrailer\n<</Size {size} /Prev {old} /Root 1 0 R /Note ({canary.word})>>\n".encode()
    return first + update + b"startxref\n" + str(len(first) + 1).encode() + b"\n%%EOF\n%" + canary.raw


def encrypted_pdf(user: str) -> bytes:
    """A PDF behind a password, or with none to open but an owner's."""
    made, out = Pdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(user=user, owner="owner"))
    return out.getvalue()


def archive(parts: dict[str, bytes | str]) -> bytes:
    """A zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def docx_parts(canary: Canary) -> dict[str, bytes | str]:
    """A Word document with tracked changes, comments, a template, a tracking pixel, properties and a photograph."""
    c = canary.word
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return {
        "[Content_Types].xml": _types({"word/document.xml": DOCX_TYPE, "docProps/core.xml": "application/xml"}),
        "_rels/.rels": _rels(
            ("rId1", f"{rel}/officeDocument", "word/document.xml", ""), ("rId2", f"{rel}/core", "docProps/core.xml", "")
        ),
        "docProps/core.xml": f"<core><creator>{c}</creator><lastModifiedBy>{c}</lastModifiedBy></core>",
        "docProps/app.xml": f"<app><Company>{c}</Company></app>",
        "docProps/thumbnail.jpeg": jpeg(canary),
        "customXml/item1.xml": f"<x>{c}</x>",
        "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment w:author="{c}" w:initials="{c}"/></w:comments>',
        "word/people.xml": f"<people>{c}</people>",
        "word/settings.xml": f'<w:settings xmlns:w="{W}" xmlns:r="{R}"><w:attachedTemplate r:id="rId1"/><w:rsids>'
        f'<w:rsidRoot w:val="{c}"/></w:rsids><w:docVars><w:docVar w:name="a" w:val="{c}"/></w:docVars></w:settings>',
        "word/_rels/settings.xml.rels": _rels(
            ("rId1", f"{rel}/attachedTemplate", f"file:///C:/Users/{c}/Normal.dotm", "External")
        ),
        "word/_rels/document.xml.rels": _rels(
            ("rId1", f"{rel}/image", "media/image1.jpeg", ""),
            ("rId2", f"{rel}/image", f"http://tracker.example/{c}.png", "External"),
            ("rId3", f"{rel}/oleObject", "embeddings/oleObject1.bin", ""),
            ("rId4", f"{rel}/comments", "comments.xml", ""),
            ("rId5", f"{rel}/settings", "settings.xml", ""),
        ),
        "word/media/image1.jpeg": jpeg(canary),
        "word/media/image2.png": png(canary),
        "word/media/drawing.emf": canary.raw,
        "word/embeddings/oleObject1.bin": canary.raw,
        "word/document.xml": _document(c),
    }


def _document(c: str) -> str:
    return f"""<?xml version="1.0"?><!-- {c} --><w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:o="urn:o" xmlns:v="urn:v"
xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="urn:w14" mc:Ignorable="w14"
xmlns:wp="urn:wp" xmlns:a="urn:a"><w:body><w:p w:rsidR="{c}" w14:paraId="1"><w:ins w:author="{c}" w:date="{c}"><w:r>
<w:t>ข้อความที่อ่านได้</w:t></w:r></w:ins><w:commentRangeStart w:id="0"/><w:del w:author="{c}"><w:r><w:delText>x</w:delText>
</w:r></w:del><w:r><w:commentReference w:id="0"/><w:instrText>INCLUDEPICTURE "http://t/{c}"</w:instrText></w:r>
<w:fldSimple w:instr="AUTHOR {c}"/><w:hyperlink r:id="rId9" w:tooltip="x"><w:r><w:t>ลิงก์</w:t></w:r></w:hyperlink>
<wp:docPr id="1" name="{c}.jpg" descr="C:/Users/{c}/a.jpg"/><a:blip r:embed="rId1"/><a:blip r:link="rId2"/>
<v:imagedata src="http://t/{c}.png" o:href="file:///{c}"/><o:OLEObject r:id="rId3" ProgID="{c}"/></w:p></w:body>
</w:document>"""


def xlsx_parts(canary: Canary) -> dict[str, bytes | str]:
    """A sheet with formulas that fetch, links outside, comments old and new, and the path it was saved under."""
    c = canary.word
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return {
        "[Content_Types].xml": _types({"xl/workbook.xml": "application/xml"}),
        "_rels/.rels": _rels(("rId1", "t/officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:x="urn:x"><fileSharing userName="{c}"/>'
        f'<x:absPath url="C:/{c}"/>'
        f"<sheets/><externalReferences/></workbook>",
        "xl/_rels/workbook.xml.rels": _rels(("rId1", "t/externalLink", "externalLinks/externalLink1.xml", "")),
        "xl/externalLinks/externalLink1.xml": f"<e>{c}</e>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><c><f>WEBSERVICE("http://t/{c}")</f><v>5</v></c></worksheet>',
        "xl/comments1.xml": f"<comments><author>{c}</author></comments>",
        "xl/threadedComments/threadedComment1.xml": f"<t>{c}</t>",
        "xl/persons/person.xml": f'<p displayName="{c}"/>',
        "xl/connections.xml": f"<c>{c}</c>",
        "xl/printerSettings/printerSettings1.bin": canary.raw,
    }


def pptx_parts(canary: Canary) -> dict[str, bytes | str]:
    """Slides with a comment author, a linked film and a custom tag."""
    c = canary.word
    return {
        "[Content_Types].xml": _types({"ppt/presentation.xml": "application/xml"}),
        "_rels/.rels": _rels(("rId1", "t/officeDocument", "ppt/presentation.xml", "")),
        "ppt/presentation.xml": '<p:presentation xmlns:p="urn:p"/>',
        "ppt/commentAuthors.xml": f'<a name="{c}"/>',
        "ppt/comments/comment1.xml": f"<c>{c}</c>",
        "ppt/tags/tag1.xml": f"<t>{c}</t>",
        "ppt/slides/slide1.xml": f'<p:sld xmlns:p="urn:p" xmlns:r="{R}"><p:cNvPr id="1" name="{c}.png" descr="{c}">'
        f'<p:hlinkClick r:id="rId1"/></p:cNvPr></p:sld>',
        "ppt/slides/_rels/slide1.xml.rels": _rels(("rId1", "t/hyperlink", f"https://t.example/{c}", "External")),
        "ppt/media/media1.mp4": canary.raw,
    }


def _types(parts: dict[str, str]) -> str:
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{overrides}</Types>'


def _rels(*entries: tuple[str, str, str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="{i}" Type="{kind}" Target="{target}"' + (f' TargetMode="{mode}"/>' if mode else "/>")
        for i, kind, target, mode in entries
    )
    return f'<Relationships xmlns="{RELS}">{lines}</Relationships>'
