"""Colours a file without a window:

kritarunner -s colorize_krita.batch -f color DRAWING OUT.kra     with the plug-in's folder in PYTHONPATH
"""

from krita import Krita
from painting import Painter, message

from . import canvas


def color(arguments: "list[str]") -> None:
    """Writes the layers of a drawing, a file that Krita reads, into another one; tells what went wrong."""
    drawing, out = arguments
    krita = Krita.instance()
    document = krita.openDocument(drawing)
    try:
        if document and document.colorModel() == "GRAYA":
            document.setColorSpace("RGBA", document.colorDepth(), "sRGB-elle-V2-srgbtrc.icc")
        sketch = canvas.take(document)
        wishes = canvas.kept(document)
        painting = Painter().paint(sketch.drawing, wishes, sketch.beside(), sketch.format)
        for _ in canvas.put(sketch, painting, canvas.laid(sketch, painting)):
            pass
        document.setBatchmode(True)
        if not document.saveAs(out):
            raise OSError(f"{out} cannot be written")
        print(f"{out}: {document.width()} x {document.height()}", flush=True)
    except Exception as error:  # kritarunner would say nothing
        print(f"colorize: {message(error)}", flush=True)
    finally:
        if document:
            document.close()
