"""Finish a PDF/A-3a file: mark it as PDF/UA-1 too, which the same tags already are."""

import io

import pikepdf

# PDF/A allows a foreign name in the metadata only with its description (an extension schema).
_PDFUA = """<{rdf}:Description {rdf}:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<{rdf}:Description {rdf}:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><{rdf}:Bag><{rdf}:li {rdf}:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><{rdf}:Seq><{rdf}:li {rdf}:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>PDF/UA part</pdfaProperty:description></{rdf}:li></{rdf}:Seq></pdfaSchema:property>\
</{rdf}:li></{rdf}:Bag></pdfaExtension:schemas></{rdf}:Description>"""


def both_profiles(content: bytes) -> bytes:
    """Let a PDF/A-3a document say of itself that it is PDF/UA-1 too; the same bytes for the same document.

    Raises:
        ValueError: when the metadata are not where they are expected, so that no half-marked file leaves the press.
    """
    with pikepdf.open(io.BytesIO(content)) as document:
        metadata = document.Root.Metadata.read_bytes().decode("utf-8")
        prefix = next((name for name in ("rdf", "ns0") if f"</{name}:RDF>" in metadata), None)
        if prefix is None:
            raise ValueError("the document carries no metadata to finish")
        closing = f"</{prefix}:RDF>"
        finished = metadata.replace(closing, _PDFUA.format(rdf=prefix) + closing)
        stream = document.make_stream(finished.encode("utf-8"))
        stream.Type, stream.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        document.Root.Metadata = stream
        bound = io.BytesIO()
        document.save(bound, deterministic_id=True)
    return bound.getvalue()
