import type { Locale } from '#domain/access/locale.ts'
import type { RequestDetails } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'

/** Texts that sample people and staff wrote. Data of the sample, not texts of the portal. */
export type SampleWords = {
  details: Partial<Record<KindName, RequestDetails[]>>
  ask: string
  reply: string
  fulfil: Partial<Record<KindName, string>>
  refuse: string
  note: string
}

export const requestWords: Record<Locale, SampleWords> = {
  kk: {
    details: {
      access: [{ message: 'Мен туралы барлық деректің көшірмесін беріңіз.' }, {}],
      rectification: [
        { item: 'Аты-жөнім', 'correct-value': 'Тегімде «ә» әрпі болуы керек.' },
        { item: 'Телефон нөмірім', 'correct-value': 'Нөмірім ауысты, ескісін алып тастаңыз.' },
      ],
      'erasure/wish': [{ scope: 'Енді оқымаймын.' }, {}],
      'erasure/unlawful': [{ circumstances: 'Бұл мекенжайды тіркелуге бермегенмін.' }],
      'restriction/disputed': [{ item: 'Тест нәтижем', message: 'Нәтиже маған тиесілі емес.' }],
      'restriction/unlawful': [{ circumstances: 'Хабарландыруға келісім берген жоқпын.' }],
      portability: [{ message: 'Нәтижелерімді басқа платформаға көшіргім келеді.' }, {}],
      'withdrawal/optional': [{ scope: 'Барлық өңдеуге.' }, {}],
      objection: [{ scope: 'Сабақтарды автоматты түрде ұсынуға.' }],
      question: [{ message: 'Сертификатым қанша уақыт сақталады?' }],
    },
    ask: 'Қай курсқа қатысты екенін нақтылап жібересіз бе?',
    reply: 'Деректер талдауы курсына қатысты.',
    fulfil: {
      access: 'Деректеріңіздің көшірмесі дайын, мазмұны төменде сипатталған.',
      rectification: 'Деректеріңіз түзетілді.',
      portability: 'Деректеріңіз машина оқитын пішінде дайын.',
      'withdrawal/optional': 'Келісіміңіз кері қайтарылды, өңдеу тоқтатылды.',
      question: 'Сертификат берілген күннен бастап бес жыл сақталады.',
    },
    refuse: 'Көрсетілген мән құжаттармен расталмады. Растайтын құжат болса, сұрау салуды қайта жіберіңіз.',
    note: 'Платформадағы жазбамен салыстырылды.',
  },
  ru: {
    details: {
      access: [{ message: 'Пришлите, пожалуйста, копию всех данных обо мне.' }, {}],
      rectification: [
        { item: 'Имя', 'correct-value': 'В отчестве ошибка, верно «Серикович».' },
        { item: 'Номер телефона', 'correct-value': 'Номер изменился, старый нужно убрать.' },
      ],
      'erasure/wish': [{ scope: 'Больше не учусь.' }, {}],
      'erasure/unlawful': [{ circumstances: 'Я не регистрировалась с этим адресом.' }],
      'restriction/disputed': [{ item: 'Результат теста', message: 'Этот результат не мой.' }],
      'restriction/unlawful': [{ circumstances: 'Согласия на рассылку я не давал.' }],
      portability: [{ message: 'Хочу перенести результаты на другую платформу.' }, {}],
      'withdrawal/optional': [{ scope: 'Всей обработки.' }, {}],
      objection: [{ scope: 'Автоматического подбора уроков.' }],
      question: [{ message: 'Сколько хранится мой сертификат?' }],
    },
    ask: 'Уточните, пожалуйста, к какому курсу это относится.',
    reply: 'К курсу по анализу данных.',
    fulfil: {
      access: 'Копия ваших данных подготовлена, её состав описан ниже.',
      rectification: 'Данные исправлены.',
      portability: 'Данные подготовлены в машиночитаемом виде.',
      'withdrawal/optional': 'Согласие отозвано, обработка прекращена.',
      question: 'Сертификат хранится пять лет со дня выдачи.',
    },
    refuse: 'Указанное значение не подтверждено документами. Если документ есть, подайте запрос ещё раз.',
    note: 'Сверено с записью на платформе.',
  },
  en: {
    details: {
      access: [{ message: 'Please send me a copy of all data about me.' }, {}],
      rectification: [{ item: 'My name', 'correct-value': 'The surname is misspelt: it ends in "-ova".' }],
      'erasure/wish': [{ scope: 'I have stopped studying.' }, {}],
      'erasure/unlawful': [{ circumstances: 'I never registered with this address.' }],
      'restriction/disputed': [{ item: 'A test result', message: 'This result is not mine.' }],
      'restriction/unlawful': [{ circumstances: 'I did not agree to the messages.' }],
      portability: [{ message: 'I want to take my results to another platform.' }, {}],
      'withdrawal/optional': [{ scope: 'All processing.' }, {}],
      objection: [{ scope: 'Lessons suggested automatically.' }],
      question: [{ message: 'How long is my certificate kept?' }],
    },
    ask: 'Which course does this concern, please?',
    reply: 'The one on data analysis.',
    fulfil: {
      access: 'The copy of your data is ready; what it holds is described below.',
      rectification: 'Your data is corrected.',
      portability: 'Your data is ready in a machine-readable form.',
      'withdrawal/optional': 'Your consent is withdrawn and processing has stopped.',
      question: 'A certificate is kept for five years from the day it was issued.',
    },
    refuse: 'The value is not confirmed by documents. If you have one, please make the request again.',
    note: 'Compared with the record on the platform.',
  },
}
