export type Course = {
  slug: string
  /** The language it is taught in; lessons and assignments are titled in it. */
  language: 'kk' | 'ru' | 'en'
  title: { kk: string; ru: string; en: string }
  /** How often it is chosen, against the others. */
  popularity: number
  lessons: string[]
  /** After the sixth and the last lesson. */
  assignments: [string, string]
}

const titles = (list: string): string[] => list.trim().split(/\s*;\s*/)

export const courses: Course[] = [
  {
    slug: 'python-negizderi',
    language: 'kk',
    title: { kk: 'Python негіздері', ru: 'Основы Python', en: 'Python Basics' },
    popularity: 10,
    lessons: titles(`
      Бағдарламалау деген не; Python-ды орнату және алғашқы код; Айнымалылар мен деректер түрлері; Шартты операторлар;
      while және for циклдері; Тізімдер мен кортеждер; Сөздіктер мен жиындар; Функциялар; Жолдармен жұмыс; Файлдарды оқу және жазу;
      Қателерді өңдеу; Қорытынды жоба: шығындар есебі`),
    assignments: ['«Санды тап» ойынын жазыңыз', 'Шығындарды есептейтін бағдарлама'],
  },
  {
    slug: 'ubt-matematika',
    language: 'kk',
    title: {
      kk: 'ҰБТ-ға дайындық: математика',
      ru: 'Подготовка к ЕНТ: математика',
      en: 'UNT Preparation: Mathematics',
    },
    popularity: 12,
    lessons: titles(`
      Сандар және есептеу; Алгебралық өрнектерді түрлендіру; Теңдеулер мен теңсіздіктер; Мәтінді есептер; Функция және оның графигі;
      Прогрессиялар; Тригонометрия; Көрсеткіштік және логарифмдік теңдеулер; Туынды және оның қолданылуы; Планиметрия; Стереометрия;
      Комбинаторика және ықтималдық; Байқау тесті және қателерді талдау`),
    assignments: ['Теңдеулер жүйесі: 10 есеп', 'Байқау тестіндегі қателермен жұмыс'],
  },
  {
    slug: 'ubt-qazaqstan-tarihy',
    language: 'kk',
    title: {
      kk: 'ҰБТ-ға дайындық: Қазақстан тарихы',
      ru: 'Подготовка к ЕНТ: история Казахстана',
      en: 'UNT Preparation: History of Kazakhstan',
    },
    popularity: 9,
    lessons: titles(`
      Тас дәуірі және қола дәуірі; Сақтар, үйсіндер, ғұндар; Түрік қағанаттары; Қарахан мемлекеті және Ұлы Жібек жолы; Алтын Орда;
      Қазақ хандығының құрылуы; Жоңғар шапқыншылығы кезеңі; Қазақстан Ресей империясының құрамында; Алаш қозғалысы;
      Кеңестік кезең: ұжымдастыру және ашаршылық; Соғыс және тың игеру жылдары; Тәуелсіз Қазақстан; Байқау тесті`),
    assignments: ['Қазақ хандығы: оқиғалар желісі', 'Алаш қозғалысы туралы эссе'],
  },
  {
    slug: '1c-buhgalteriya',
    language: 'ru',
    title: {
      kk: 'Қазақстанға арналған «1С:Бухгалтерия»: алғашқы қадамдар',
      ru: '«1С:Бухгалтерия» для Казахстана: первые шаги',
      en: '1C:Accounting for Kazakhstan: First Steps',
    },
    popularity: 8,
    lessons: titles(`
      Знакомство с программой; План счетов; Справочники и настройки учёта; Ввод начальных остатков; Банк и касса; Покупка и продажа;
      Электронные счета-фактуры; Основные средства; Начисление заработной платы; Налоги и отчисления; Закрытие месяца; Отчётность`),
    assignments: ['Провести документы за неделю', 'Закрыть месяц учебной организации'],
  },
  {
    slug: 'english-b1',
    language: 'en',
    title: { kk: 'Ағылшын тілі: B1 деңгейі', ru: 'Английский язык: уровень B1', en: 'English: Level B1' },
    popularity: 11,
    lessons: titles(`
      Talking about yourself; Present tenses; Past experiences; Plans and predictions; Travel and transport; Comparing things;
      Work and study; Health and habits; Giving advice; Conditionals; Telling a story; Writing an e-mail; Listening practice; Final test`),
    assignments: ['My last journey: 120 words', 'A letter of application'],
  },
  {
    slug: 'ielts',
    language: 'en',
    title: { kk: 'IELTS емтиханына дайындық', ru: 'Подготовка к IELTS', en: 'IELTS Preparation' },
    popularity: 5,
    lessons: titles(`
      How the test works; Listening: maps and forms; Listening: lectures; Reading: skimming and scanning; Reading: true, false, not given;
      Writing task 1; Writing task 2: structure; Writing task 2: arguments; Speaking part 1; Speaking parts 2 and 3; Full practice test`),
    assignments: ['Describe the chart', 'Opinion essay: 250 words'],
  },
  {
    slug: 'kazakh-a1',
    language: 'ru',
    title: {
      kk: 'Қазақ тілі: бастапқы деңгей (A1)',
      ru: 'Казахский язык: начальный уровень (A1)',
      en: 'Kazakh for Beginners (A1)',
    },
    popularity: 6,
    lessons: titles(`
      Алфавит и звуки; Приветствие и знакомство; Гармония гласных; Множественное число; Моя семья; Числа и время; Притяжательные окончания;
      Падежи: первые три; Падежи: остальные четыре; В магазине и на базаре; Настоящее время; Разговор по телефону`),
    assignments: ['Рассказ о своей семье', 'Диалог в магазине'],
  },
  {
    slug: 'excel-dlya-raboty',
    language: 'ru',
    title: {
      kk: 'Жұмыстағы Excel: кестеден есепке дейін',
      ru: 'Excel для работы: от таблицы до отчёта',
      en: 'Excel at Work: From Table to Report',
    },
    popularity: 9,
    lessons: titles(`
      Порядок в таблице; Формулы и ссылки; Сортировка и фильтры; Условное форматирование; ЕСЛИ и логика; Поиск значений: ВПР и ПРОСМОТРX;
      Сводные таблицы; Диаграммы; Проверка данных; Отчёт для руководителя`),
    assignments: ['Сводная по продажам', 'Отчёт на одну страницу'],
  },
  {
    slug: 'web-razrabotka',
    language: 'ru',
    title: {
      kk: 'Веб-әзірлеу: HTML, CSS және JavaScript',
      ru: 'Веб-разработка: HTML, CSS и JavaScript',
      en: 'Web Development: HTML, CSS and JavaScript',
    },
    popularity: 7,
    lessons: titles(`
      Как устроен веб; Разметка HTML; Формы и таблицы; Основы CSS; Сетка и флексбокс; Адаптивная вёрстка; Основы JavaScript; Работа с DOM;
      События; Запросы к серверу; Доступность; Git и публикация; Итоговый проект`),
    assignments: ['Сверстать страницу кафе', 'Список дел на JavaScript'],
  },
  {
    slug: 'sql-analiz',
    language: 'ru',
    title: { kk: 'SQL және деректерді талдау', ru: 'SQL и анализ данных', en: 'SQL and Data Analysis' },
    popularity: 5,
    lessons: titles(`
      Таблицы и связи; SELECT и WHERE; Сортировка и группировка; Соединения; Подзапросы; Оконные функции; Даты и время;
      Очистка данных; Воронка и удержание; Отчёт по данным магазина`),
    assignments: ['Десять запросов к базе магазина', 'Отчёт об удержании покупателей'],
  },
  {
    slug: 'smm-shagyn-biznes',
    language: 'kk',
    title: {
      kk: 'Шағын бизнеске арналған SMM',
      ru: 'SMM для малого бизнеса',
      en: 'Social Media for Small Business',
    },
    popularity: 6,
    lessons: titles(`
      Аудиторияны анықтау; Парақшаны безендіру; Мазмұн жоспары; Телефонмен фото түсіру; Қысқа бейнероликтер; Мәтін жазу; Жарнама бюджеті;
      Тұтынушымен сөйлесу; Нәтижені өлшеу; Бір айға арналған жоспар`),
    assignments: ['Бір аптаға арналған мазмұн жоспары', 'Жарнама науқанының есебі'],
  },
  {
    slug: 'qarzhylyq-sauattylyq',
    language: 'kk',
    title: { kk: 'Қаржылық сауаттылық', ru: 'Финансовая грамотность', en: 'Financial Literacy' },
    popularity: 7,
    lessons: titles(`
      Ақша және мақсаттар; Отбасы бюджеті; Жинақ және депозит; Несиені қалай таңдау керек; Салық және зейнетақы; Сақтандыру;
      Инвестиция негіздері; Алаяқтардан қорғану; Жеке қаржылық жоспар`),
    assignments: ['Бір айлық бюджет', 'Жеке қаржылық жоспар құру'],
  },
  {
    slug: 'mugalimge-tsifrlyq-quraldar',
    language: 'kk',
    title: {
      kk: 'Мұғалімге арналған цифрлық құралдар',
      ru: 'Цифровые инструменты для учителя',
      en: 'Digital Tools for Teachers',
    },
    popularity: 6,
    lessons: titles(`
      Цифрлық сабақ деген не; Презентация жасау; Онлайн тест құрастыру; Бейнесабақ жазу; Бірлескен құжаттар; Кері байланыс беру;
      Авторлық құқық; Оқушы деректерін қорғау; Сабақ жоспарын қорғау`),
    assignments: ['Онлайн тест құрастырыңыз', 'Цифрлық сабақтың жоспары'],
  },
  {
    slug: 'figma-dizajn',
    language: 'ru',
    title: {
      kk: 'Figma-да интерфейс жобалау',
      ru: 'Дизайн интерфейсов в Figma',
      en: 'Interface Design in Figma',
    },
    popularity: 4,
    lessons: titles(`
      Знакомство с Figma; Сетки и отступы; Типографика; Цвет и контраст; Компоненты; Автолейаут; Прототип; Проверка на пользователях;
      Передача разработчику; Портфолио`),
    assignments: ['Экран записи к врачу', 'Прототип мобильного приложения'],
  },
  {
    slug: 'informatsionnaya-bezopasnost',
    language: 'ru',
    title: {
      kk: 'Ақпараттық қауіпсіздік негіздері',
      ru: 'Основы информационной безопасности',
      en: 'Information Security Basics',
    },
    popularity: 5,
    lessons: titles(`
      Угрозы вокруг нас; Пароли и второй фактор; Фишинг; Безопасность телефона; Сети и Wi-Fi; Обновления и резервные копии;
      Персональные данные и закон; Что делать при инциденте; Итоговый тест`),
    assignments: ['Разобрать фишинговое письмо', 'План защиты небольшой фирмы'],
  },
]
