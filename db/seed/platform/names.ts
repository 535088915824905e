/** Spelt as in Kazakh and as in Russian; most names outside the Kazakh ones have one spelling for both. */
export type Spelling = { kk: string; ru: string }

export type NameGroup = {
  /** How many of the 198 drawn learners: about the shares of the country's people. */
  count: number
  men: Spelling[]
  women: Spelling[]
  /** In the masculine form. */
  surnames: Spelling[]
  /** Whether surnames in -ов, -ев, -ин, -ский take a feminine ending. */
  feminine: boolean
  /** How many of a hundred write their messages and pages in Kazakh; the rest in Russian, a few in English. */
  inKazakh: number
}

const names = (list: string): Spelling[] =>
  list
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [kk = '', ru = kk] = entry.split('|')
      return { kk, ru }
    })

const kazakh: NameGroup = {
  count: 139,
  feminine: true,
  inKazakh: 66,
  men: names(`
    Айдос Алмас Арман Асхат Бауыржан Бекзат Данияр Дәурен|Даурен Ерасыл Ербол Ержан Ернар Жандос Жасұлан|Жасулан
    Қайрат|Кайрат Қуаныш|Куаныш Медет Мейрам Мұрат|Мурат Нұржан|Нуржан Нұрбол|Нурбол Олжас Рүстем|Рустем Самат Санжар
    Сержан Талғат|Талгат Темірлан|Темирлан Тимур Шыңғыс|Чингис Ғалым|Галым Әділет|Адилет Әлихан|Алихан Ислам Мансұр|Мансур
    Мирас Әнуар|Ануар Диас Алишер|Алишер Сұлтан|Султан`),
  women: names(`
    Айгүл|Айгуль Айдана Айжан Айнұр|Айнур Аида Ақмарал|Акмарал Әлия|Алия Әсел|Асель Әсем|Асем Аружан Аяжан
    Ботагөз|Ботагоз Гүлмира|Гульмира Гүлназ|Гульназ Дана Динара Жанар Жанна Жібек|Жибек Жұлдыз|Жулдыз Зарина Кәмшат|Камшат Қарлығаш|Карлыгаш
    Лаура Мадина Мәлдір|Малдир Мөлдір|Молдир Назерке Назгүл|Назгуль Нұргүл|Нургуль Перизат Сабина Салтанат Сымбат Томирис Ұлжан|Улжан
    Фариза Шолпан Ырысты`),
  surnames: names(`
    Ахметов Әлиев|Алиев Әбенов|Абенов Байжанов Бекенов Бекмұратов|Бекмуратов Досжанов Ескендіров|Ескендиров Ермеков Есенов Жақсылықов|Жаксылыков
    Жұмабеков|Жумабеков Жүнісов|Жунусов Ибраев Ибрагимов Исаев Искаков Қалиев|Калиев Қасенов|Касенов Кенжебаев Қожахметов|Кожахметов Құсайынов|Кусаинов
    Маханов Молдабеков Мұқанов|Муканов Мұсабеков|Мусабеков Нұрғалиев|Нургалиев Оразбаев Омаров Оспанов Рахимов Садықов|Садыков Сағынтаев|Сагинтаев
    Сейітов|Сеитов Смағұлов|Смагулов Тілеубаев|Тлеубаев Төлегенов|Тулегенов Тұрсынов|Турсынов Уәлиев|Уалиев Хамитов Шәріпов|Шарипов Ысқақов|Искаков
    Серікбай|Серикбай Жұмабек|Жумабек Сәрсен|Сарсен Бейсен Тоқтар|Токтар Әбілда|Абилда Қайырбек|Кайырбек`),
}

const russian: NameGroup = {
  count: 30,
  feminine: true,
  inKazakh: 2,
  men: names(
    `Александр Алексей Андрей Антон Дмитрий Евгений Иван Игорь Кирилл Максим Никита Олег Павел Роман Сергей`,
  ),
  women: names(`
    Александра Алёна Анастасия Анна Виктория Дарья Екатерина Елена Ирина Ксения Марина Мария Наталья Ольга Полина Светлана Татьяна Юлия`),
  surnames: names(`
    Антонов Белов Васильев Волков Воробьёв Горбунов Громов Егоров Зайцев Кузнецов Лебедев Макаров Морозов Никитин Новиков Осипов
    Поляков Романовский Савин Семёнов Соколов Степанов Тарасов Фролов Черкасский Шубин`),
}

const uzbek: NameGroup = {
  count: 8,
  feminine: true,
  inKazakh: 45,
  men: names(`Дилшод|Дильшод Жасур Отабек Улуғбек|Улугбек Фаррух Шерзод`),
  women: names(`Гулнора Дилноза Зулфия|Зульфия Мохира Нилуфар Шахноза`),
  surnames: names(`Абдуллаев Каримов Махмудов Мирзаев Рашидов Турдиев Эргашев Юлдашев`),
}

const uyghur: NameGroup = {
  count: 5,
  feminine: true,
  inKazakh: 40,
  men: names(`Адилжан|Адильжан Дилмурат|Дильмурат Турсунжан Шухрат`),
  women: names(`Гүлбахрам|Гульбахрам Маһинур|Махинур Патигүл|Патигуль Рушангүл|Рушангуль`),
  surnames: names(`Розиев Садиров Сайдуллаев Тохтиев Ушуров Исмаилов`),
}

const ukrainian: NameGroup = {
  count: 5,
  feminine: true,
  inKazakh: 0,
  men: names(`Богдан Виталий Владислав Тарас Юрий`),
  women: names(`Валентина Галина Леся Оксана Людмила`),
  surnames: names(`Бондаренко Гончарук Коваленко Кравченко Мельник Савчук Ткаченко Яворский`),
}

const tatar: NameGroup = {
  count: 4,
  feminine: true,
  inKazakh: 20,
  men: names(`Айрат Ильдар Марсель Ринат`),
  women: names(`Альбина Гузель Лилия Резеда`),
  surnames: names(`Ахмадуллин Галимов Насибуллин Сафин Файзуллин Хабибуллин`),
}

const german: NameGroup = {
  count: 4,
  feminine: false,
  inKazakh: 0,
  men: names(`Артур Вадим Генрих Эдуард`),
  women: names(`Инга Кристина Лидия Эльвира`),
  surnames: names(`Беккер Вебер Гартман Кох Майер Фишер Шнайдер`),
}

const korean: NameGroup = {
  count: 3,
  feminine: false,
  inKazakh: 5,
  men: names(`Артём Константин Станислав`),
  women: names(`Алина Диана Инна`),
  surnames: names(`Ким Ли Ногай Пак Тен Хегай`),
}

export const nameGroups: NameGroup[] = [kazakh, russian, uzbek, uyghur, ukrainian, tatar, german, korean]

/** «Омаров» to «Омарова», «Яворский» to «Яворская»; «Кравченко», «Серікбай», «Ким» stay. */
export function feminineSurname(surname: string): string {
  if (/(ский|цкий)$/.test(surname)) return `${surname.slice(0, -2)}ая`
  return /(ов|ев|ёв|ин)$/.test(surname) ? `${surname}а` : surname
}

const latin: Record<string, string> = {
  а: 'a',
  ә: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ғ: 'g',
  д: 'd',
  е: 'e',
  ё: 'yo',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  қ: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  ң: 'n',
  о: 'o',
  ө: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ұ: 'u',
  ү: 'u',
  ф: 'f',
  х: 'kh',
  һ: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  і: 'i',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

/** Lower-case ASCII, as people write themselves in an address. */
export function transliterate(text: string): string {
  return Array.from(text.toLowerCase(), (char) => latin[char] ?? char).join('')
}
