"""What Windows shows of a program in its properties; PyInstaller reads it from a file."""

from pathlib import Path

from shipping import facts

FORM = """VSVersionInfo(
    ffi=FixedFileInfo(
        filevers={numbers},
        prodvers={numbers},
        mask=0x3F,
        flags=0x0,
        OS=0x40004,
        fileType=0x1,
        subtype=0x0,
        date=(0, 0),
    ),
    kids=[
        StringFileInfo([StringTable("040904B0", [{strings}])]),
        VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
    ],
)
"""


def of_the_app(folder: Path) -> str:
    """Write the file, and return where it is."""
    file = folder / "version.txt"
    file.write_text(text(), encoding="utf-8")
    return str(file)


def text() -> str:
    """Return the resource in PyInstaller's form."""
    numbers = (*map(int, facts.version().split(".")), 0)
    pairs = (f"StringStruct({name!r}, {value!r})" for name, value in strings().items())
    return FORM.format(numbers=numbers, strings=", ".join(pairs))


def strings() -> dict[str, str]:
    """Return the names Windows knows, with what they say."""
    return {
        "CompanyName": facts.DEVELOPERS,
        "FileDescription": f"{facts.PRODUCT}: {facts.SUMMARY[0].lower()}{facts.SUMMARY[1:]}",
        "FileVersion": facts.version(),
        "InternalName": facts.NAME,
        "LegalCopyright": f"Copyright (c) {facts.year()} {facts.DEVELOPERS}. MIT licence.",
        "OriginalFilename": f"{facts.NAME}.exe",
        "ProductName": facts.PRODUCT,
        "ProductVersion": facts.version(),
    }
