"""Charts of a Word document as Word's own: the office can restyle them, and they print sharp at any size.

DrawingML (ECMA-376, part 1, 21.2): the values stand in the chart itself, without a workbook behind it.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm

from plans.charts import Chart
from reports.blocks import Picture
from reports.docx_styles import FACE, PICTURE, clean

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_SPACES = (
    f'xmlns:a="{_MAIN}" xmlns:c="{_CHART}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_BAR, _ROOM = 9, 18
"""Millimetres that a bar takes, and that title and edges take."""
_INK = '<a:solidFill><a:srgbClr val="1B2A3A"/></a:solidFill>'
_LINE = f'<a:ln w="12700">{_INK}</a:ln>'
_HOLLOW = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'


def add(document: WordDocument, picture: Picture, width: int) -> None:
    """Writes the chart over the width of the text in millimetres, with its words for who cannot see it."""
    name = PackURI(f"/word/charts/{picture.name}.xml")
    part = Part(name, _TYPE, _drawn(picture.chart).encode(), document.part.package)
    key = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    height = _ROOM + _BAR * len(picture.chart.points)
    run = document.add_paragraph(style=PICTURE).add_run()
    run._r.append(parse_xml(_inline(picture, key, document.part.next_id, Mm(width), Mm(height))))


def _inline(picture: Picture, key: str, number: int, width: int, height: int) -> str:
    said = _attribute(picture.alternative)
    return f"""<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" {_SPACES}>
<wp:inline><wp:extent cx="{width}" cy="{height}"/>
<wp:docPr id="{number}" name="{picture.name}" title="{_attribute(picture.chart.title)}" descr="{said}"/>
<a:graphic><a:graphicData uri="{_CHART}"><c:chart r:id="{key}"/></a:graphicData></a:graphic></wp:inline></w:drawing>"""


def _drawn(chart: Chart) -> str:
    """The chart's part: lying bars read from the top, each with its value; what misses its target is hollow."""
    points = chart.points
    names = "".join(f'<c:pt idx="{at}"><c:v>{_text(point.label)}</c:v></c:pt>' for at, point in enumerate(points))
    values = "".join(
        f'<c:pt idx="{at}"><c:v>{point.value}</c:v></c:pt>'
        for at, point in enumerate(points)
        if point.value is not None
    )
    hollow = "".join(
        f'<c:dPt><c:idx val="{at}"/><c:invertIfNegative val="0"/><c:spPr>{_HOLLOW}{_LINE}</c:spPr></c:dPt>'
        for at, point in enumerate(points)
        if point.met is False
    )
    shape = f'0.##"{_attribute(chart.unit)}"' if chart.unit != "%" else '0.0"%"'
    most = '<c:max val="100"/>' if chart.unit == "%" else ""
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<c:chartSpace {_SPACES}><c:roundedCorners val="0"/><c:chart>
<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="1"/></a:pPr>
<a:r><a:rPr lang="vi-VN" sz="1200" b="1"/><a:t>{_text(chart.title)}</a:t></a:r></a:p></c:rich></c:tx>
<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>
<c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>
<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>{_text(chart.title)}</c:v></c:tx>
<c:spPr>{_INK}{_LINE}</c:spPr><c:invertIfNegative val="0"/>{hollow}
<c:dLbls><c:numFmt formatCode="{_attribute(shape)}" sourceLinked="0"/>
<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/>
<c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>
</c:dLbls>
<c:cat><c:strLit><c:ptCount val="{len(points)}"/>{names}</c:strLit></c:cat>
<c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(points)}"/>{values}</c:numLit></c:val>
</c:ser><c:gapWidth val="40"/><c:axId val="1"/><c:axId val="2"/></c:barChart>
<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>
<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="2"/></c:catAx>
<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{most}<c:min val="0"/></c:scaling><c:delete val="1"/>
<c:axPos val="t"/><c:crossAx val="1"/></c:valAx></c:plotArea>
<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>
<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>
<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1000"><a:latin typeface="{FACE}"/></a:defRPr></a:pPr>
<a:endParaRPr lang="vi-VN"/></a:p></c:txPr></c:chartSpace>"""


def _text(text: str) -> str:
    return escape(clean(text))


def _attribute(text: str) -> str:
    return escape(clean(text), {'"': "&quot;"})
