"""A thing that a need refuses is not asked for, and who seeks customers needs nothing."""

import pytest

from matcher import load_encoder, rank
from matcher.profiles import Profile
from matcher.refusals import offers, said

REFUSED = {
    "We do not want cameras. The alley needs light at night.": ("en", "cameras"),
    "No CCTV please, we want brighter streets.": ("en", "CCTV"),
    "Brighter streets rather than surveillance cameras.": ("en", "cameras"),
    "We are not looking for another drone, only for people who answer calls.": ("en", "drone"),
    "CCTV 말고 밝은 조명을 원합니다.": ("ko", "CCTV"),
    "카메라는 필요 없습니다. 골목을 밝히고 싶습니다.": ("ko", "카메라"),
    "드론이 아닌 사람이 하는 순찰을 찾습니다.": ("ko", "드론"),
    "Kamera istemiyoruz, sokaklar aydınlansın.": ("tr", "Kamera"),
    "Sokaklara kamera değil ışık arıyoruz.": ("tr", "kamera"),
    "เราไม่ต้องการกล้องวงจรปิด แต่ต้องการไฟถนน": ("th", "กล้อง"),
    "Chúng tôi không cần camera, chỉ cần đèn đường.": ("vi", "camera"),
    "Kami tidak butuh kamera, tetapi lampu jalan.": ("id", "kamera"),
    "Lampu jalan, bukan kamera.": ("id", "kamera"),
}
SYMPTOMS = {
    "No water reaches the upper quarter in summer.": "en",
    "There are no buses after nine, and people walk home without light.": "en",
    "Half of the lamps do not work and nobody reports it.": "en",
    "여름이면 물이 나오지 않고 민원이 끊이지 않습니다.": "ko",
    "밤에는 버스가 없어 노인이 병원에 가지 못합니다.": "ko",
    "Yazın su gelmiyor, otobüs yok, kimse şikâyetleri okumuyor.": "tr",
    "ไม่มีน้ำใช้ในหน้าแล้ง และรถเมล์ไม่มา": "th",
    "Không có nước vào mùa khô, rác không được thu gom.": "vi",
    "Tidak ada air pada musim kemarau dan sampah tidak diangkut.": "id",
    "Dua belas desa tanpa air bersih.": "id",
    "Selain air, kami butuh listrik.": "id",
    "Selain aplikasi, kami butuh pelatihan.": "id",
    "Kami tidak ingin sampah dibuang ke sungai.": "id",
    "Không phải ai cũng có nước sạch.": "vi",
    "Chúng tôi không muốn ngập lụt nữa.": "vi",
    "We do not want more floods.": "en",
    "We cannot buy spare parts.": "en",
    "Suyun yeterli olduğunu düşünmüyoruz.": "tr",
    "Atıklarımızın depolama sahasına gitmesini istemiyoruz.": "tr",
    "주민들이 재활용에 관심이 없어 교육이 필요합니다": "ko",
    "เราไม่ต้องการให้น้ำท่วมอีก": "th",
    "ไม่ต้องการจอดรถบนถนน": "th",
}


@pytest.mark.parametrize(("text", "told"), REFUSED.items())
def test_what_is_refused_is_found_and_the_rest_is_kept(text: str, told: tuple[str, str]) -> None:
    language, what = told
    found = said(text, language)
    assert any(what in phrase for phrase in found.refused)
    assert what not in found.asked
    assert len(found.asked) >= 5


@pytest.mark.parametrize(("text", "language"), SYMPTOMS.items())
def test_a_symptom_told_with_no_or_not_is_asked_for(text: str, language: str) -> None:
    assert said(text, language).asked == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We manufacture CCTV cameras and look for distributors in your city.", "en"),
        ("저희는 방범 카메라를 제조하는 기업으로 현지 바이어를 찾고 있습니다.", "ko"),
        ("Güvenlik kamerası üretiyoruz ve bayi arıyoruz.", "tr"),
        ("Kami memproduksi kamera dan mencari distributor.", "id"),
    ],
)
def test_a_maker_who_seeks_customers_makes_an_offer(text: str, language: str) -> None:
    assert offers(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We produce 400 tonnes of waste a day and look for a way to sort it.", "en"),
        ("Our customers wait for the bus; we want to tell them when it comes.", "en"),
        ("하루 400톤의 쓰레기를 처리할 설비를 찾습니다.", "ko"),
        ("고객 대기 시간을 줄이고 싶습니다.", "ko"),
    ],
)
def test_a_need_is_no_offer(text: str, language: str) -> None:
    assert not offers(text, language)


def test_who_sells_the_refused_thing_is_never_a_strong_match() -> None:
    solutions = [
        Profile("CAM", "지능형 CCTV가 골목의 위험한 행동을 알아채고 관제 센터에 알립니다.", title="지능형 방범 카메라"),
        Profile("LAMP", "LED street lamps that brighten dark alleys and report their own faults."),
        Profile("WATER", "Acoustic sensors find leaks in old water pipes."),
    ]
    needs = [
        Profile("N1", "No cameras! Dark alleys frighten people at night: we want brighter street lamps."),
        Profile("N2", "CCTV 말고 밝은 가로등으로 어두운 골목의 범죄를 줄이고 싶습니다."),
        Profile("N3", "Karanlık sokaklarda suç artıyor. Kamera istemiyoruz, daha parlak sokak lambaları istiyoruz."),
        Profile("N4", "We do not want cameras."),
        Profile("N5", "방범 CCTV를 제조하는 회사로 바이어를 찾고 있습니다."),
    ]
    found = rank(solutions, needs, encoder=load_encoder())
    for need in ("N1", "N2", "N3"):
        assert found.solutions_for(need)[0].solution.id == "LAMP"
        assert found.match("CAM", need).band != "strong"
    assert [(one.profile, one.why) for one in found.unread] == [("N4", "refusal"), ("N5", "offer")]


@pytest.mark.parametrize(
    ("text", "language", "refused"),
    [
        ("Smart meters are not what we want. Find the broken pipe.", "en", "Smart meters"),
        ("Please do not offer kiosks, we need clerks.", "en", "kiosks"),
        ("드론은 제안하지 마세요. 산사태 경보가 필요합니다.", "ko", "드론"),
        ("Lütfen drone önermeyin, heyelan uyarısı gerekiyor.", "tr", "Lütfen drone"),
        ("Jangan tawarkan drone, kami perlu peringatan longsor.", "id", "drone"),
        ("Tidak perlu meter air pintar, cari titik pipa yang bocor.", "id", "meter air pintar"),
        ("Xin đừng chào camera, chúng tôi cần đèn đường.", "vi", "camera"),
        ("อย่าเสนอโดรน เราต้องการระบบเตือนดินถล่ม", "th", "โดรน"),
    ],
)
def test_what_nobody_should_offer_is_refused(text: str, language: str, refused: str) -> None:
    assert said(text, language).refused == (refused,)


def test_what_residents_need_not_do_is_no_refusal() -> None:
    assert said("Warga tidak perlu antre di kantor.", "id").refused == ()


WITHOUT_AS_A_LACK = (
    ("en", "The tunnel has run without cameras since the fire."),
    ("en", "Our wardens work without software and write on paper."),
    ("en", "Buses drive without trackers, so nobody knows where they are."),
    ("en", "Patients live at home without sensors after a fall."),
    ("ko", "터널이 센서 없이 운영되어 침수를 늦게 압니다."),
    ("ko", "플랫폼 없이 부서마다 엑셀로 관리하고 있습니다."),
    ("ko", "골목에 카메라 없이 지낸 지 오래되어 주민이 불안해합니다."),
    ("tr", "Tünel kamera olmadan çalışıyor ve kazaları geç görüyoruz."),
    ("tr", "Belediye yazılım olmadan kâğıtla çalışıyor."),
    ("id", "Terowongan beroperasi tanpa sensor sehingga banjir terlambat diketahui."),
    ("id", "Petugas bekerja tanpa aplikasi dan menulis di kertas."),
    ("th", "อุโมงค์เปิดใช้งานโดยไม่มีเซนเซอร์มานานแล้ว"),
    ("vi", "Đường hầm vận hành mà không có cảm biến nên ngập được phát hiện muộn."),
    ("en", "The tunnel is without sensors and we need early warning of floods."),
    ("en", "Our parks are still without cameras and need lamps."),
    ("ko", "하천이 센서 없이 방치되어 조기 경보가 필요합니다."),
)
WITHOUT_AS_A_WISH = (
    ("en", "We want to count visitors without cameras."),
    ("en", "Parking guidance must work without an app."),
    ("en", "Fall detection for elderly people, without cameras."),
    ("en", "We need crowd counting without facial recognition."),
    ("ko", "카메라 없이 방문객 수를 세는 방법을 찾습니다."),
    ("ko", "앱 없이 이용할 수 있는 주차 안내가 필요합니다."),
    ("ko", "센서 없이 누수를 찾고 싶습니다."),
    ("tr", "Kamera olmadan ziyaretçi saymak istiyoruz."),
    ("tr", "Uygulama olmadan çalışan bir park rehberi arıyoruz."),
    ("id", "Kami ingin menghitung pengunjung tanpa kamera."),
    ("id", "Butuh panduan parkir tanpa aplikasi."),
    ("th", "ต้องการนับจำนวนนักท่องเที่ยวโดยไม่ใช้กล้อง"),
    ("vi", "Chúng tôi muốn đếm khách mà không dùng camera."),
)


@pytest.mark.parametrize(("language", "text"), WITHOUT_AS_A_LACK)
def test_what_something_is_without_is_a_lack(language: str, text: str) -> None:
    assert said(text, language).refused == ()
    assert said(text, language).asked == text


@pytest.mark.parametrize(("language", "text"), WITHOUT_AS_A_WISH)
def test_what_is_wished_to_be_done_without_is_refused(language: str, text: str) -> None:
    assert said(text, language).refused
