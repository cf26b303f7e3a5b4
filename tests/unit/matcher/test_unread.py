"""A text that cannot be read is suggested to nobody, and the result says which and what to do."""

import pytest

from matcher import load_encoder, rank, reasons
from matcher.profiles import Profile
from matcher.unread import Unread, understood

READS = ("ko", "en", "tr", "th", "vi", "id")

SOLUTIONS = (
    Profile(
        "METER",
        "원격 검침 수도 계량기로 누수를 찾고 요금을 자동으로 부과합니다.",
        title="스마트 미터",
        organization="물길",
    ),
    Profile("PARK", "Sensors in the street show drivers the nearest free parking space.", organization="Free Bay"),
    Profile("CCTV", "지능형 CCTV가 위험한 행동을 알아채고 관제 센터에 알립니다.", organization="눈길"),
)
GOOD = Profile("OK", "A third of the water leaks out of our old pipes before it reaches a meter.")

PLACEHOLDERS = (
    *(
        "TBD",
        "N/A",
        "n / a",
        "N.A.",
        "- 없음 -",
        "없음.",
        "해당사항 없음",
        "미정",
        "추후 작성",
        "(추후 기재 예정)",
        "상동",
        "별첨 참조",
    ),
    *(
        "tba",
        "to be determined",
        "see attached",
        "yok",
        "belirlenecek",
        "ไม่มี",
        "chưa có",
        "tidak ada",
        "none",
        "x",
        "xxx",
    ),
    *("test", "테스트", "asdf", "무", "TBD / N/A", "1. 없음\n2. 없음", "없음(추후 협의)"),
)
SYMBOLS = (
    "-",
    "—",
    "...",
    "?",
    "🙂",
    "🚰🚰",
    "0",
    "12345",
    "+82 2-123-4567",
    "https://example.com",
    "a@b.kr",
    "□",
    "①②③",
    "★★★",
    "ㅇㅇ",
    "ㅁㄴㅇㄹ",
)
FOREIGN = {
    "ar": "نبحث عن عدادات مياه ذكية تقرأ عن بعد وتكشف التسرب في الشبكة.",
    "zh": "我们需要能够远程抄表并发现管网漏损的智能水表。",
    "ka": "ჩვენს ქალაქს სჭირდება წყლის ჭკვიანი მრიცხველები.",
    "ru": "Городу нужны умные счётчики воды, которые находят утечки.",
    "el": "Ο δήμος χρειάζεται έξυπνους μετρητές νερού.",
    "he": "העיר צריכה מדי מים חכמים שמוצאים דליפות.",
    "hi": "शहर को स्मार्ट पानी के मीटर चाहिए।",
    "km": "ទីក្រុងត្រូវការម៉ែត្រទឹកឆ្លាតវៃ។",
    "my": "မြို့သည် စမတ်ရေမီတာများ လိုအပ်သည်။",
    "am": "ከተማው ብልህ የውሃ ቆጣሪዎች ያስፈልጉታል።",
    "mn": "Хотод ус алдагдлыг илрүүлдэг ухаалаг тоолуур хэрэгтэй байна.",
    "ja": "遠隔で検針し、漏水を見つけるスマートメーターを探しています。",
    "es": "Necesitamos medidores de agua inteligentes que detecten fugas en la red de nuestra ciudad.",
    "fr": "Nous cherchons des compteurs d'eau intelligents pour trouver les fuites du réseau de la ville.",
    "az": "Şəhərimizə su itkisini aşkar edən ağıllı sayğaclar lazımdır, çünki borular köhnədir.",
}


def why(text: str, **more: str) -> str | None:
    """What is wrong with a need of this text; None where it can be read."""
    found = understood(Profile("N", text, **more), "need", READS)
    return found.why if isinstance(found, Unread) else None


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_what_stands_for_a_text_is_no_text(text: str) -> None:
    assert why(text) in ("placeholder", "short")


@pytest.mark.parametrize("text", SYMBOLS)
def test_symbols_numbers_and_addresses_are_no_text(text: str) -> None:
    assert why(text) == "symbols"


@pytest.mark.parametrize(("language", "text"), FOREIGN.items())
def test_a_language_that_is_not_read_is_named(language: str, text: str) -> None:
    found = understood(Profile("N", text), "need", READS)
    assert isinstance(found, Unread)
    assert (found.why, found.language) == ("language", language)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Smart parking",
            "주차",
            "CCTV",
            "BMS",
            "누수 탐지",
            "akıllı otopark",
            "ที่จอดรถ",
            "bãi đỗ xe",
            "parkir pintar",
        ),
        *(
            "LED street lights",
            "Wi-Fi",
            "IoT 센서",
            "EV chargers for 40 buses",
            "No more paper forms",
            "Testing of water",
        ),
        *(
            "Kami memerlukan meter air pintar untuk mengesan kebocoran paip di bandar.",
            "스마트시티 智能 플랫폼을 찾습니다",
        ),
        *(
            "Sokak lambaları",
            "Hệ thống cảnh báo lũ",
            "waste water",
            "Na Trang beach lighting",
            "none of our lamps report faults",
        ),
    ],
)
def test_a_short_text_with_a_meaning_is_read(text: str) -> None:
    assert why(text) is None


def test_an_english_line_beside_an_unread_text_is_read() -> None:
    found = understood(Profile("N", FOREIGN["ar"], texts={"en": "We need smart water meters."}), "need", READS)
    assert isinstance(found, Profile)
    assert found.versions() == {"en": "We need smart water meters."}


def test_a_title_stands_in_for_a_placeholder() -> None:
    assert why("-", title="Smart water meters") is None


def test_letters_are_believed_more_than_a_stated_language() -> None:
    assert why(FOREIGN["ar"], language="tr") == "language"
    assert why("We need smart water meters.", language="ar") is None
    assert why(FOREIGN["es"], language="en") == "language"


def test_every_language_is_read_where_the_encoder_reads_them_all() -> None:
    assert isinstance(understood(Profile("N", FOREIGN["ar"]), "need", None), Profile)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_words_name_the_text_and_say_what_to_do(language: str) -> None:
    for text, named in (
        (FOREIGN["ka"], {"ko": "조지아어", "en": "Georgian"}[language]),
        ("TBD", "“TBD”"),
        ("🙂", "“🙂”"),
    ):
        found = understood(Profile("N7", text), "need", READS)
        assert isinstance(found, Unread)
        said = found.words(language)
        assert "N7" in said
        assert named in said
        assert {"ko": "주십시오", "en": "add a line" if found.why == "language" else "describe it"}[language] in said


def test_nothing_is_suggested_for_what_cannot_be_read_and_all_else_stays_as_it_was() -> None:
    encoder = load_encoder()
    texts = (*PLACEHOLDERS[:6], *SYMBOLS[:6], *FOREIGN.values())
    bad = [Profile(f"B{number}", text) for number, text in enumerate(texts)]
    alone = rank(SOLUTIONS, [GOOD], encoder=encoder)
    among = rank([*SOLUTIONS, Profile("NIL", "TBD")], [*bad, GOOD], encoder=encoder)
    assert [one.profile for one in among.unread] == ["NIL", *(one.id for one in bad)]
    for one in bad:
        assert among.good(one.id) == []
        assert among.solutions_for(one.id) == []
    assert [match.need.id for match in among.needs_for("METER")] == ["OK"]
    assert among.score[:3, -1] == pytest.approx(alone.score[:, 0])
    assert among.thresholds == alone.thresholds
    assert reasons(among.match("METER", "B0"), "ko") == [among.unread[1].words("ko")]
