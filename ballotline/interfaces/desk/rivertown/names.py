"""Invented people of Rivertown: names of many origins and scripts, made by a fixed seed."""

from collections.abc import Iterator
from random import Random

FIRST = (
    "Ana Ben Chidi Dot Elena Farid Grace Hiro Ines Jonas Keisha Lena Mateo Nadia Omar Priya Quentin Ruth Sam Tomás Uma Viktor "
    "Wanda Ximena Yusuf Zoe Aisha Bruno Carmen Dmitri Esther Felix Gloria Hassan Irene Jamal Katya Luis Mei Noah Olga Pedro "
    "Rosa Soren Teresa Umar Vera Wendell Yara Zane Amara Bodhi Celia Darnell Eun-ji Fatima Gabriel Hana Isaac Joy Kofi Leila "
    "Marcus Nia Otis Paloma Rafael Simone Tariq Ursula Vivian Willa Xavier Yolanda Zuri Łucja Øystein Åsa Chloé José Sinéad"
).split()
LAST = (
    "Flores Weiss Okafor Abara Ortiz Teo Park Reyes Whitcombe Nakamura Petrov Haddad Lindqvist Moreau Castillo Iyer Banerjee "
    "Kowalski Novak Adeyemi Mensah Tran Nguyen Fernandes Costa Rossi Schmidt Jansen Murphy Callahan Greene Brooks Freeman "
    "Washington Hughes Baker Carter Mitchell Sandoval Guerrero Rahman Siddiqui Cohen Levy Friedman Yamada Sato Kim Choi "
    "O'Brien MacLeod Thornquist Vance Holloway Pemberton Ashdown Fairweather Merrick Tolliver Underhill Quigley García Núñez"
).split()
OTHER_SCRIPTS = ("山田 太郎", "李 小龍", "محمد علي", "Анна Петрова", "Γιώργος Παππάς", "דנה לוי", "प्रिया शर्मा", "김 민수")
ZIPS = (("00010", 30), ("00011", 24), ("00012", 16), ("00013", 14), ("00014", 9), ("00015", 5), ("00016", 2))
COMMENTS = (
    "My daughter did her homework there every day.", "It is warm, it is free, and it is ours.",
    "I look for work on their computers. Three days a week is not enough.", "The reading group for older people meets on Saturdays.",
    "Where else can one sit without buying something?", "I learnt English in that building.", "Six days. It isn't much to ask.",
    "The council found money for the parking deck.", "Our school has no library of its own any more.", "Thank you for doing this.",
)  # fmt: skip


def people(random: Random) -> Iterator[tuple[str, str, str]]:
    """(name, address, ZIP) without end and without two alike; every fortieth in another script."""
    codes, weights = zip(*ZIPS, strict=True)
    for number in range(1, 1_000_000):
        name = f"{random.choice(FIRST)} {random.choice(LAST)}"
        if number % 40 == 0:
            name = f"{OTHER_SCRIPTS[number // 40 % len(OTHER_SCRIPTS)]}"
        yield name, f"person{number}@rivertown.example", random.choices(codes, weights)[0]
