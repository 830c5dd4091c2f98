"""What commands and options are called in other languages, by Discord's locale codes.

Discord shows each reader the words of their own locale and sends us the English names whatever
was shown. Names of commands and options are lower case and without spaces.
"""

from typing import Final

Told = dict[str, tuple[str, str]]
"""By locale: name and description."""

LOCALES: Final = ("uk", "fr", "de", "es-ES", "es-419")


def _in(uk: str, fr: str, de: str, es: str) -> Told:
    """Read "name: description" in four languages; Spanish is the same on both sides."""
    told = {}
    for locale, line in zip(LOCALES, (uk, fr, de, es, es), strict=True):
        name, _, says = line.partition(": ")
        told[locale] = (name, says)
    return told


TOLD: Final[dict[str, Told]] = {
    "brief": _in(
        "новини: Новини у трьох рядках, кожне слово з джерелом",
        "breves: L'actualité en trois lignes, chaque mot avec sa source",
        "kurz: Nachrichten in drei Zeilen, jedes Wort mit Quelle",
        "breve: Noticias en tres líneas, cada palabra con su fuente",
    ),
    "briefadmin": _in(
        "новини-керування: Що публікується на цьому сервері",
        "breves-gestion: Ce qui est publié sur ce serveur",
        "kurz-verwaltung: Was auf diesem Server veröffentlicht wird",
        "breve-gestion: Lo que se publica en este servidor",
    ),
    "Brief this": _in(
        "Стисло: ",
        "Résumer ceci: ",
        "Kurz fassen: ",
        "Resumir esto: ",
    ),
    "latest": _in(
        "останні: Найновіші зведення, за бажанням на тему",
        "dernières: Les brèves les plus récentes, d'un thème si vous en nommez un",
        "neueste: Die neuesten Meldungen, auf Wunsch zu einem Thema",
        "últimas: Las breves más recientes, de un tema si nombra uno",
    ),
    "link": _in(
        "посилання: Три рядки будь-якої статті",
        "lien: Trois lignes de n'importe quel article",
        "link: Drei Zeilen zu jedem Artikel",
        "enlace: Tres líneas de cualquier artículo",
    ),
    "more": _in(
        "більше: Зведення в десять рядків з цитатами",
        "plus: Une brève en dix lignes, avec citations",
        "mehr: Eine Meldung in zehn Zeilen, mit Zitaten",
        "más: Una breve en diez líneas, con citas",
    ),
    "evidence": _in(
        "докази: Дослівні цитати, на яких стоять рядки",
        "preuves: Les citations exactes derrière les lignes",
        "belege: Die wörtlichen Zitate hinter den Zeilen",
        "pruebas: Las citas literales detrás de las líneas",
    ),
    "sources": _in(
        "джерела: Хто повідомляє, коли, з посиланнями",
        "sources: Qui en parle, quand, avec les liens",
        "quellen: Wer berichtet, wann, mit Links",
        "fuentes: Quién informa, cuándo, con enlaces",
    ),
    "changed": _in(
        "зміни: Що версії події кажуть по-різному",
        "changé: Ce que les versions d'un fait disent différemment",
        "geändert: Was die Fassungen einer Meldung anders sagen",
        "cambios: Lo que las versiones de una noticia dicen distinto",
    ),
    "timeline": _in(
        "хронологія: Події теми чи особи день за днем",
        "chronologie: Les faits d'un thème ou d'une personne, jour par jour",
        "verlauf: Die Meldungen zu Thema oder Person, Tag für Tag",
        "cronología: Las noticias de un tema o persona, día a día",
    ),
    "about": _in(
        "про: Тема, особа чи організація",
        "sur: Un thème, une personne ou une organisation",
        "zu: Ein Thema, eine Person oder Organisation",
        "sobre: Un tema, una persona o una organización",
    ),
    "who": _in(
        "хто: Особа чи організація: посади, події, обіцянки",
        "qui: Une personne ou organisation : fonctions, faits, promesses",
        "wer: Person oder Organisation: Ämter, Meldungen, Zusagen",
        "quién: Persona u organización: cargos, noticias, promesas",
    ),
    "pledges": _in(
        "обіцянки: Хто кому що обіцяв, із сумами",
        "promesses: Qui a promis quoi à qui, avec les totaux",
        "zusagen: Wer wem was zugesagt hat, mit Summen",
        "promesas: Quién prometió qué a quién, con totales",
    ),
    "search": _in(
        "пошук: Події, у яких є всі ці слова",
        "chercher: Les faits qui contiennent tous ces mots",
        "suchen: Meldungen, die alle diese Wörter enthalten",
        "buscar: Noticias que tienen todas estas palabras",
    ),
    "export": _in(
        "експорт: Наявні обіцянки у файлі",
        "exporter: Les promesses détenues, dans un fichier",
        "export: Die vorhandenen Zusagen als Datei",
        "exportar: Las promesas guardadas, en un archivo",
    ),
    "format": _in(
        "формат: Який формат",
        "format: Quel format",
        "format: Welches Format",
        "formato: Qué formato",
    ),
    "why": _in(
        "чому: Чому статтю опубліковано чи ні, крок за кроком",
        "pourquoi: Pourquoi un article a été publié ou non, pas à pas",
        "warum: Warum ein Artikel gepostet wurde oder nicht",
        "porqué: Por qué un artículo se publicó o no, paso a paso",
    ),
    "feeds": _in(
        "стрічки: Стан кожної стрічки",
        "flux: L'état de chaque flux",
        "feeds: Der Zustand jedes Feeds",
        "fuentes-rss: El estado de cada fuente RSS",
    ),
    "help": _in(
        "довідка: Що можна запитати",
        "aide: Ce que vous pouvez demander",
        "hilfe: Was man fragen kann",
        "ayuda: Lo que se puede preguntar",
    ),
    "ask": _in(
        "питання: Запитати своїми словами",
        "demander: Demander avec vos propres mots",
        "fragen: Mit eigenen Worten fragen",
        "preguntar: Preguntar con sus propias palabras",
    ),
    "add": _in(
        "додати: Додати стрічку за її адресою або адресою сайту",
        "ajouter: Ajouter un flux, par son adresse ou celle de son site",
        "hinzufügen: Einen Feed hinzufügen, mit seiner Adresse oder der der Website",
        "añadir: Añadir una fuente, por su dirección o la de su sitio",
    ),
    "follow": _in(
        "стежити: Публікувати тут кожне нове зведення",
        "suivre: Publier ici chaque nouvelle brève",
        "folgen: Jede neue Meldung hier veröffentlichen",
        "seguir: Publicar aquí cada breve nueva",
    ),
    "unfollow": _in(
        "не-стежити: Більше нічого тут не публікувати",
        "ne-plus-suivre: Ne plus rien publier ici",
        "entfolgen: Hier nichts mehr veröffentlichen",
        "dejar: No publicar nada más aquí",
    ),
    "watch": _in(
        "пильнувати: Публікувати обіцянки, що відповідають, і в тихі години",
        "surveiller: Publier les promesses voulues, même aux heures calmes",
        "beobachten: Passende Zusagen posten, auch in Ruhezeiten",
        "vigilar: Publicar las promesas buscadas, también en horas tranquilas",
    ),
    "mute": _in(
        "вимкнути: Ніколи не публікувати те, що відповідає",
        "taire: Ne jamais publier ce qui correspond",
        "stumm: Passendes nie posten",
        "silenciar: No publicar nunca lo que coincide",
    ),
    "digest": _in(
        "дайджест: Публікувати кілька разом замість кожного",
        "digest: En publier plusieurs à la fois au lieu de chacune",
        "sammlung: Mehrere auf einmal statt jede einzeln",
        "resumen: Publicar varias a la vez en lugar de cada una",
    ),
    "quiet": _in(
        "тиша: Нічого не публікувати в певні години",
        "calme: Ne rien publier à certaines heures",
        "ruhe: Zu bestimmten Zeiten nichts posten",
        "silencio: No publicar nada en ciertas horas",
    ),
    "settings": _in(
        "налаштування: Що діє в каналі",
        "réglages: Ce qui vaut dans un salon",
        "einstellungen: Was in einem Kanal gilt",
        "ajustes: Lo que vale en un canal",
    ),
    "rule": _in(
        "правило: Лише деякі, напр. topic:aid",
        "règle: Seulement certaines, p. ex. topic:aid",
        "regel: Nur manche, z. B. topic:aid",
        "regla: Solo algunas, p. ej. topic:aid",
    ),
    "number": _in(
        "номер: Який, за списком налаштувань",
        "numéro: Lequel, selon les réglages",
        "nummer: Welche, wie in den Einstellungen",
        "número: Cuál, según los ajustes",
    ),
    "pledge": _in(
        "обіцянка: Одна обіцянка: її шлях і що про неї сказано",
        "promesse: Une promesse : son histoire et ce qui en est dit",
        "zusage: Eine Zusage: ihr Verlauf und was gesagt wurde",
        "promesa: Una promesa: su historia y lo que se dijo de ella",
    ),
    "when": _in(
        "коли: Напр. weekdays 08:30; now; off вимикає",
        "quand: P. ex. weekdays 08:30 ; now ; off y met fin",
        "wann: Z. B. weekdays 08:30; now; off beendet es",
        "cuándo: P. ej. weekdays 08:30; now; off lo termina",
    ),
    "zone": _in(
        "часовий-пояс: Часовий пояс, за містом",
        "fuseau: Fuseau horaire, d'après une ville",
        "zeitzone: Zeitzone, nach einer Stadt",
        "zona: Zona horaria, por una ciudad",
    ),
    "actor": _in(
        "особа: Особа, країна чи організація",
        "acteur: Une personne, un pays ou une organisation",
        "akteur: Eine Person, ein Land oder eine Organisation",
        "actor: Una persona, un país o una organización",
    ),
    "feed": _in(
        "стрічка: Стрічка, яку читають",
        "source: Un flux qui est lu",
        "feed: Ein Feed, der gelesen wird",
        "fuente: Una fuente que se lee",
    ),
    "feedback": _in(
        "відгук: Сказати, чи зведення правильне і що ні",
        "avis: Dire si une brève est juste, et ce qui ne l'est pas",
        "rückmeldung: Sagen, ob eine Meldung stimmt, und was nicht",
        "opinión: Decir si una breve es correcta, y qué no lo es",
    ),
    "verdict": _in(
        "оцінка: Правильно (right) чи ні (wrong)",
        "verdict: Juste (right) ou faux (wrong)",
        "urteil: Richtig (right) oder falsch (wrong)",
        "veredicto: Correcto (right) o no (wrong)",
    ),
    "correct": _in(
        "виправити: Виправлення обіцянки редактором",
        "corriger: La correction d'une promesse par un éditeur",
        "korrigieren: Die Korrektur einer Zusage durch Redakteure",
        "corregir: La corrección de una promesa por un editor",
    ),
    "changes": _in(
        "зміни: Напр. amount=GBP 225m status=withdrawn",
        "changements: P. ex. amount=GBP 225m status=withdrawn",
        "änderungen: Z. B. amount=GBP 225m status=withdrawn",
        "cambios: P. ej. amount=GBP 225m status=withdrawn",
    ),
    "reason": _in(
        "причина: Чому; зберігається разом",
        "raison: Pourquoi ; c'est gardé avec",
        "grund: Warum; wird mit aufbewahrt",
        "motivo: Por qué; se guarda junto",
    ),
    "remove": _in(
        "прибрати: Більше не читати стрічку; що вона дала, лишається",
        "retirer: Ne plus lire un flux ; ce qu'il a donné reste",
        "entfernen: Einen Feed nicht mehr lesen; was er gab, bleibt",
        "quitar: No leer más una fuente; lo que dio queda",
    ),
    "import": _in(
        "імпорт: Додати стрічки з файлу OPML",
        "importer: Ajouter les flux d'un fichier OPML",
        "importieren: Die Feeds einer OPML-Datei hinzufügen",
        "importar: Añadir las fuentes de un archivo OPML",
    ),
    "editors": _in(
        "редактори: Хто може виправляти обіцянки",
        "éditeurs: Qui peut corriger les promesses",
        "redakteure: Wer Zusagen korrigieren darf",
        "editores: Quién puede corregir promesas",
    ),
    "action": _in(
        "дія: Додати (add) чи прибрати (remove); без неї список",
        "action: Ajouter (add) ou retirer (remove) ; sinon la liste",
        "aktion: Hinzufügen (add) oder entfernen (remove); sonst Liste",
        "acción: Añadir (add) o quitar (remove); si no, la lista",
    ),
    "person": _in(
        "хто-саме: Кого",
        "personne: Qui",
        "person: Wen",
        "persona: A quién",
    ),
    "model": _in(
        "модель: Чи може мовна модель читати приватні стрічки сервера",
        "modèle: Si un modèle de langage peut lire les flux privés du serveur",
        "modell: Ob ein Sprachmodell private Feeds des Servers lesen darf",
        "modelo: Si un modelo de lenguaje puede leer las fuentes privadas del servidor",
    ),
    "may": _in(
        "чи-може: Дозволити (allow) чи ні (refuse); без цього стан",
        "permis: Autoriser (allow) ou refuser (refuse) ; sinon l'état",
        "darf: Erlauben (allow) oder nicht (refuse); sonst der Stand",
        "puede: Permitir (allow) o no (refuse); si no, el estado",
    ),
    "hours": _in(
        "години: Напр. 22:00-07:00",
        "heures: P. ex. 22:00-07:00",
        "stunden: Z. B. 22:00-07:00",
        "horas: P. ej. 22:00-07:00",
    ),
    "following": _in(
        "підписки: Які канали отримують зведення",
        "abonnements: Quels salons reçoivent les brèves",
        "abos: Welche Kanäle Meldungen erhalten",
        "seguidos: Qué canales reciben las breves",
    ),
    "topic": _in(
        "тема: Тема або слово",
        "thème: Un thème ou un mot",
        "thema: Ein Thema oder Wort",
        "tema: Un tema o una palabra",
    ),
    "count": _in(
        "кількість: Скільки, щонайбільше 20",
        "nombre: Combien, 20 au plus",
        "anzahl: Wie viele, höchstens 20",
        "cantidad: Cuántas, 20 como máximo",
    ),
    "url": _in(
        "адреса: Адреса статті",
        "adresse: L'adresse de l'article",
        "adresse: Die Adresse des Artikels",
        "dirección: La dirección del artículo",
    ),
    "story": _in(
        "подія: Номер події або слова з неї",
        "fait: Le numéro d'un fait ou des mots",
        "meldung: Nummer der Meldung oder Wörter daraus",
        "noticia: El número de una noticia o palabras de ella",
    ),
    "line": _in(
        "рядок: Лише для цього рядка",
        "ligne: Seulement pour cette ligne",
        "zeile: Nur für diese Zeile",
        "línea: Solo para esta línea",
    ),
    "name": _in(
        "ім'я: Ім'я або назва",
        "nom: Le nom",
        "name: Der Name",
        "nombre: El nombre",
    ),
    "by": _in(
        "від: Хто обіцяє",
        "par: Qui promet",
        "von: Wer zusagt",
        "por: Quién promete",
    ),
    "to": _in(
        "кому: Кому обіцяно",
        "à: À qui",
        "an: Wem",
        "para: A quién",
    ),
    "kind": _in(
        "вид: Який вид обіцянки",
        "genre: Quel genre de promesse",
        "art: Welche Art von Zusage",
        "tipo: Qué tipo de promesa",
    ),
    "status": _in(
        "стан: Наскільки тверда",
        "état: À quel point elle est ferme",
        "stand: Wie fest sie ist",
        "estado: Cuán firme es",
    ),
    "since": _in(
        "з: Від якого дня, напр. March",
        "depuis: Depuis quel jour, p. ex. March",
        "seit: Seit welchem Tag, z. B. March",
        "desde: Desde qué día, p. ej. March",
    ),
    "over": _in(
        "понад: Понад яку суму, напр. €100m",
        "plus-de: Au-dessus de quelle somme, p. ex. €100m",
        "über: Über welcher Summe, z. B. €100m",
        "más-de: Por encima de qué suma, p. ej. €100m",
    ),
    "words": _in(
        "слова: Слова",
        "mots: Les mots",
        "wörter: Die Wörter",
        "palabras: Las palabras",
    ),
    "command": _in(
        "команда: Яка команда",
        "commande: Quelle commande",
        "befehl: Welcher Befehl",
        "orden: Qué orden",
    ),
    "channel": _in(
        "канал: Який канал; без нього цей",
        "salon: Quel salon ; sinon celui-ci",
        "kanal: Welcher Kanal; sonst dieser",
        "canal: Qué canal; si no, este",
    ),
}
"""Each command, subcommand and option by its English name."""
