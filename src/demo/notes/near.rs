//! Phrases of western Europe.

use super::Texts;

pub const FRENCH: Texts = Texts {
    medical: &[
        "Diabète de type 2 depuis 2019, metformine 1000 mg × 2.",
        "Hypertension artérielle traitée.",
        "Hypothyroïdie substituée, TSH à contrôler au printemps.",
        "Antécédent de cholécystectomie.",
        "Syndrome de l'intestin irritable, crises après les repas copieux.",
        "Stéatose hépatique à l'échographie.",
    ],
    allergies: &[
        "Arachides",
        "Fruits à coque, sésame",
        "Lactose (intolérance)",
        "Œufs",
        "Crustacés",
        "Gluten (maladie cœliaque)",
    ],
    diets: &[
        "Végétarienne",
        "Sans porc",
        "N'aime pas les légumes cuits",
        "Flexitarien, mange tard",
        "Sans sel ajouté",
    ],
    complaints: &[
        "Souhaite perdre du poids avant l'été",
        "Fatigue après les repas",
        "Rééquilibrage après l'arrêt du tabac",
        "Glycémie à jeun élevée à la prise de sang",
        "Ballonnements et reflux",
        "Grignotage le soir, à la maison",
    ],
    assessments: &[
        "Trois repas par jour, petit-déjeuner souvent sauté.",
        "Apports en fibres faibles, environ 12 g par jour.",
        "Bonne observance depuis la dernière visite.",
        "Consommation de boissons sucrées : deux verres par jour.",
        "Activité physique : marche, trente minutes trois fois par semaine.",
    ],
    diagnoses: &[
        "Apport énergétique excessif lié aux repas pris à l'extérieur.",
        "Apport en fibres insuffisant.",
        "Connaissances alimentaires limitées, désir de changer présent.",
    ],
    interventions: &[
        "Plan alimentaire à 1800 kcal, assiette équilibrée expliquée.",
        "Éducation : lecture des étiquettes.",
        "Objectif fixé ensemble : légumes à midi et le soir.",
    ],
    monitoring: &[
        "Poids et tour de taille à chaque visite.",
        "HbA1c dans trois mois.",
        "Journal alimentaire sur sept jours.",
    ],
    recommendations: &[
        "Boire 1,5 l d'eau par jour.",
        "Une poignée de noix à la place du goûter sucré.",
        "Préparer les déjeuners la veille.",
        "Légumineuses deux fois par semaine.",
    ],
    private: &[
        "Contexte familial difficile, en reparler avec tact.",
        "A pleuré ; proposer un relais psychologique.",
        "Conjoint peu coopératif.",
    ],
    invoices: &["Payé à l'accueil.", "À transmettre à la mutuelle.", "Tarif solidaire accordé."],
};

pub const ENGLISH: Texts = Texts {
    medical: &[
        "Type 2 diabetes since 2020, on metformin.",
        "Coeliac disease confirmed by biopsy.",
        "Raised LDL, statin declined.",
        "Type 2 diabetes in the family.",
        "Crohn's disease in remission.",
    ],
    allergies: &["Peanuts", "Tree nuts", "Cow's milk protein", "Shellfish", "Soya", "None known"],
    diets: &[
        "Vegan",
        "Vegetarian, eats fish at times",
        "Halal",
        "Dislikes spicy food",
        "Low FODMAP on trial",
    ],
    complaints: &[
        "Wants to lose weight for a knee operation",
        "Bloating after bread",
        "Advice for a marathon",
        "Poor appetite since the winter",
        "Fussy eater, parents worried",
        "High cholesterol at the check-up",
    ],
    assessments: &[
        "Skips breakfast, large evening meal.",
        "24-hour recall: about 2,300 kcal, protein 70 g.",
        "Keeps the food diary well.",
        "Snacks between meals when working late.",
        "Walks the dog daily, no other exercise.",
    ],
    diagnoses: &[
        "Excessive energy intake related to evening snacking.",
        "Inadequate fibre intake.",
        "Food- and nutrition-related knowledge deficit.",
    ],
    interventions: &[
        "Meal plan of 1,700 kcal agreed.",
        "Plate model explained, recipes handed out.",
        "Swap list for snacks, goal: two fruits a day.",
    ],
    monitoring: &[
        "Weigh weekly at home, same scales.",
        "Repeat lipids in twelve weeks.",
        "Review of the diary next time.",
    ],
    recommendations: &[
        "Eat slowly, stop at comfortably full.",
        "Porridge instead of pastries.",
        "Oily fish once a week.",
        "Keep crisps out of the house.",
    ],
    private: &[
        "Anxious about being weighed; offer to turn the scales.",
        "Possible binge eating, explore gently.",
        "Mother answers for him.",
    ],
    invoices: &[
        "Paid at the desk.",
        "Send a copy to the insurer.",
        "Discount agreed with the clinic.",
    ],
};

pub const SPANISH: Texts = Texts {
    medical: &[
        "Hipertensión en tratamiento.",
        "Diabetes tipo 1 desde la niñez, bomba de insulina.",
        "Anemia ferropénica.",
        "Cirugía bariátrica en 2021.",
    ],
    allergies: &["Cacahuetes", "Marisco", "Proteína de la leche", "Melocotón", "Ninguna conocida"],
    diets: &["Vegetariana", "No come cerdo", "Sin gluten", "Come fuera a diario"],
    complaints: &[
        "Quiere bajar de peso",
        "Estreñimiento desde hace años",
        "Cansancio por las mañanas",
        "Mal control de la glucosa",
    ],
    assessments: &[
        "Cena muy tarde, después de las diez.",
        "Pocas verduras, mucho pan.",
        "Ha mejorado desde la última cita.",
        "Camina media hora al día.",
    ],
    diagnoses: &[
        "Ingesta excesiva de hidratos de carbono.",
        "Ingesta insuficiente de fibra relacionada con pocas verduras.",
    ],
    interventions: &[
        "Plan de 1600 kcal con cinco comidas.",
        "Educación sobre raciones y etiquetas.",
    ],
    monitoring: &["Peso semanal en ayunas.", "Analítica dentro de tres meses."],
    recommendations: &[
        "Añadir legumbres tres veces por semana.",
        "Cambiar el refresco por agua.",
        "Cenar antes de las nueve.",
    ],
    private: &["Duelo reciente, ir despacio.", "Relación tensa con la báscula."],
    invoices: &["Pagado en recepción.", "Factura para el seguro."],
};

pub const GERMAN: Texts = Texts {
    medical: &[
        "Bluthochdruck, gut eingestellt.",
        "Hashimoto-Thyreoiditis.",
        "Gicht, Harnsäure erhöht.",
        "Zustand nach Schlauchmagen-OP.",
    ],
    allergies: &[
        "Erdnüsse",
        "Haselnüsse, Äpfel",
        "Laktoseintoleranz",
        "Fruktosemalabsorption",
        "Keine bekannt",
    ],
    diets: &[
        "Vegetarisch",
        "Vegan seit zwei Jahren",
        "Isst kein Schweinefleisch",
        "Mag keinen Fisch",
    ],
    complaints: &[
        "Möchte Gewicht verlieren",
        "Völlegefühl nach dem Essen",
        "Erhöhte Leberwerte",
        "Heißhunger am Abend",
    ],
    assessments: &[
        "Frühstück fällt meist aus, spätes Abendessen.",
        "Trinkmenge zu gering, etwa 0,8 l.",
        "Ernährungstagebuch sorgfältig geführt.",
        "Kaum Bewegung im Büroalltag.",
    ],
    diagnoses: &[
        "Überhöhte Energiezufuhr durch Zwischenmahlzeiten.",
        "Unzureichende Ballaststoffzufuhr.",
    ],
    interventions: &[
        "Ernährungsplan mit 1800 kcal besprochen.",
        "Tellermodell erklärt, Rezepte mitgegeben.",
    ],
    monitoring: &["Wöchentliches Wiegen zu Hause.", "Blutwerte in drei Monaten."],
    recommendations: &[
        "Täglich zwei Portionen Gemüse mehr.",
        "Süßgetränke durch Wasser ersetzen.",
        "Nüsse statt Süßigkeiten.",
    ],
    private: &["Schichtarbeit belastet die Familie.", "Schämt sich, langsam vorgehen."],
    invoices: &["Bar bezahlt.", "Kopie an die Krankenkasse."],
};

pub const PORTUGUESE: Texts = Texts {
    medical: &[
        "Diabetes tipo 2, em vigilância.",
        "Hipertensão controlada.",
        "Doença celíaca desde a infância.",
        "Colesterol elevado.",
    ],
    allergies: &["Amendoim", "Marisco", "Leite de vaca", "Ovo", "Sem alergias conhecidas"],
    diets: &[
        "Vegetariana",
        "Não gosta de peixe",
        "Sem glúten",
        "Refeições rápidas durante a semana",
    ],
    complaints: &[
        "Quer perder peso",
        "Inchaço depois das refeições",
        "Cansaço e falta de ferro",
        "Refeições mais regulares",
    ],
    assessments: &[
        "Salta o pequeno-almoço.",
        "Poucas hortaliças, muito pão.",
        "Boa adesão desde a última consulta.",
        "Faz caminhadas ao fim de semana.",
    ],
    diagnoses: &["Ingestão energética excessiva.", "Ingestão insuficiente de fibra."],
    interventions: &[
        "Plano alimentar de 1700 kcal.",
        "Educação sobre porções e leitura de rótulos.",
    ],
    monitoring: &["Peso e perímetro da cintura em cada consulta.", "Análises daqui a três meses."],
    recommendations: &[
        "Sopa de legumes antes do prato.",
        "Beber água em vez de sumo.",
        "Leguminosas duas vezes por semana.",
    ],
    private: &["Situação económica difícil.", "Ansiedade em torno da comida."],
    invoices: &["Pago na receção.", "Enviar recibo ao seguro."],
};
