//! Phrases from further east and south.

use super::Texts;

pub const POLISH: Texts = Texts {
    medical: &["Nadciśnienie tętnicze, leczone.", "Niedoczynność tarczycy.", "Insulinooporność."],
    allergies: &["Orzeszki ziemne", "Mleko krowie", "Ryby", "Brak"],
    diets: &["Wegetarianka", "Nie je wieprzowiny", "Bez laktozy"],
    complaints: &["Chce schudnąć", "Wzdęcia po posiłkach", "Wysoki cholesterol"],
    assessments: &[
        "Późne kolacje, mało warzyw.",
        "Dzienniczek prowadzony starannie.",
        "Słodkie napoje codziennie.",
    ],
    diagnoses: &["Nadmierna podaż energii.", "Niedostateczna podaż błonnika."],
    interventions: &["Jadłospis 1800 kcal omówiony.", "Nauka czytania etykiet."],
    monitoring: &["Ważenie raz w tygodniu.", "Kontrola lipidów za trzy miesiące."],
    recommendations: &[
        "Więcej warzyw do każdego posiłku.",
        "Kasza zamiast białego pieczywa.",
        "Pić więcej wody.",
    ],
    private: &["Trudna sytuacja w pracy.", "Wstydzi się ważenia."],
    invoices: &["Zapłacono w recepcji.", "Kopia dla ubezpieczyciela."],
};

pub const TURKISH: Texts = Texts {
    medical: &[
        "Tip 2 diyabet, metformin kullanıyor.",
        "Yüksek tansiyon.",
        "Demir eksikliği anemisi.",
    ],
    allergies: &["Yer fıstığı", "Süt ürünleri", "Bilinen yok"],
    diets: &["Helal", "Vejetaryen", "Acı sevmiyor"],
    complaints: &["Kilo vermek istiyor", "Yemekten sonra şişkinlik", "Açlık kan şekeri yüksek"],
    assessments: &[
        "Kahvaltıyı atlıyor, akşam geç yiyor.",
        "Günde üç bardak şekerli çay.",
        "Yürüyüşe başlamış.",
    ],
    diagnoses: &["Aşırı enerji alımı.", "Yetersiz lif alımı."],
    interventions: &["1700 kcal beslenme planı verildi.", "Porsiyon eğitimi yapıldı."],
    monitoring: &["Haftalık tartı.", "Üç ay sonra HbA1c."],
    recommendations: &["Çayı şekersiz içmek.", "Her öğünde sebze.", "Haftada iki gün baklagil."],
    private: &["Ailede hastalık var, stresli.", "Eşiyle birlikte görüşülmeli."],
    invoices: &["Resepsiyonda ödendi.", "Sigortaya gönderilecek."],
};

pub const VIETNAMESE: Texts = Texts {
    medical: &["Đái tháo đường típ 2.", "Tăng huyết áp đang điều trị.", "Gan nhiễm mỡ."],
    allergies: &["Đậu phộng", "Hải sản", "Sữa bò", "Không có"],
    diets: &["Ăn chay", "Không ăn thịt bò", "Ít muối"],
    complaints: &["Muốn giảm cân", "Đầy bụng sau bữa ăn", "Đường huyết cao"],
    assessments: &[
        "Ăn nhiều cơm trắng, ít rau.",
        "Bỏ bữa sáng thường xuyên.",
        "Đã đi bộ mỗi ngày.",
    ],
    diagnoses: &["Năng lượng ăn vào quá nhiều.", "Thiếu chất xơ."],
    interventions: &["Thực đơn 1600 kcal mỗi ngày.", "Hướng dẫn khẩu phần."],
    monitoring: &["Cân mỗi tuần một lần.", "Xét nghiệm lại sau ba tháng."],
    recommendations: &["Thêm rau xanh vào mỗi bữa.", "Gạo lứt thay gạo trắng.", "Uống đủ nước."],
    private: &["Lo lắng về công việc.", "Con gái phiên dịch giúp."],
    invoices: &["Đã trả tại quầy.", "Gửi cho bảo hiểm."],
};

pub const JAPANESE: Texts = Texts {
    medical: &["2型糖尿病、内服治療中。", "高血圧症。", "脂質異常症。"],
    allergies: &["そば", "えび・かに", "乳製品", "なし"],
    diets: &["和食中心", "ベジタリアン", "減塩"],
    complaints: &["体重を減らしたい", "食後の胃もたれ", "健診で血糖値が高め"],
    assessments: &["朝食を抜くことが多い。", "野菜が不足している。", "食事記録をよく続けている。"],
    diagnoses: &["エネルギー摂取量の過剰。", "食物繊維の不足。"],
    interventions: &["1日1600 kcalの献立を説明した。", "栄養表示の見方を指導した。"],
    monitoring: &["毎週同じ時間に体重を測る。", "3か月後に血液検査。"],
    recommendations: &[
        "よく噛んでゆっくり食べる。",
        "甘い飲み物をお茶に替える。",
        "野菜から先に食べる。",
    ],
    private: &["仕事のストレスが強い。", "ご家族の協力が必要。"],
    invoices: &["受付で支払い済み。", "保険会社へ送付。"],
};

pub const ARABIC: Texts = Texts {
    medical: &[
        "داء السكري من النوع الثاني.",
        "ارتفاع ضغط الدم تحت العلاج.",
        "فقر دم بسبب نقص الحديد.",
    ],
    allergies: &["الفول السوداني", "الحليب", "السمسم", "لا يوجد"],
    diets: &["حلال", "نباتي", "قليل الملح"],
    complaints: &["يريد إنقاص الوزن", "انتفاخ بعد الأكل", "ارتفاع السكر الصائم"],
    assessments: &[
        "لا يتناول الإفطار غالبا.",
        "يشرب المشروبات الغازية كل يوم.",
        "التزام جيد منذ الزيارة السابقة.",
    ],
    diagnoses: &["تناول طاقة زائدة.", "نقص الألياف الغذائية."],
    interventions: &["خطة غذائية من 1700 سعرة.", "شرح قراءة الملصقات الغذائية."],
    monitoring: &["قياس الوزن كل أسبوع.", "تحليل الدم بعد ثلاثة أشهر."],
    recommendations: &[
        "شرب الماء بدل العصير.",
        "إضافة الخضار إلى كل وجبة.",
        "المشي نصف ساعة يوميا.",
    ],
    private: &["ضغط في العمل.", "تفضل حضور أختها."],
    invoices: &["تم الدفع في الاستقبال.", "نسخة إلى التأمين."],
};

pub const GREEK: Texts = Texts {
    medical: &["Σακχαρώδης διαβήτης τύπου 2.", "Υπέρταση υπό αγωγή.", "Υποθυρεοειδισμός."],
    allergies: &["Φιστίκια", "Θαλασσινά", "Γάλα", "Καμία"],
    diets: &["Χορτοφάγος", "Νηστεύει τις Τετάρτες", "Χωρίς γλουτένη"],
    complaints: &["Θέλει να χάσει βάρος", "Φούσκωμα μετά το φαγητό", "Υψηλή χοληστερόλη"],
    assessments: &[
        "Τρώει αργά το βράδυ.",
        "Λίγα λαχανικά, πολύ ψωμί.",
        "Καλή συμμόρφωση από την τελευταία φορά.",
    ],
    diagnoses: &["Υπερβολική πρόσληψη ενέργειας.", "Ανεπαρκής πρόσληψη φυτικών ινών."],
    interventions: &["Διατροφικό πλάνο 1700 kcal.", "Εξήγηση των μερίδων."],
    monitoring: &["Ζύγισμα κάθε εβδομάδα.", "Εξετάσεις σε τρεις μήνες."],
    recommendations: &[
        "Όσπρια δύο φορές την εβδομάδα.",
        "Νερό αντί για χυμό.",
        "Μικρότερες μερίδες το βράδυ.",
    ],
    private: &["Άγχος για την οικογένεια.", "Προτιμά πρωινά ραντεβού."],
    invoices: &["Πληρώθηκε στη γραμματεία.", "Αντίγραφο στην ασφάλεια."],
};
