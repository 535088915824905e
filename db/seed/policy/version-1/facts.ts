import type { PolicyLocale } from './shape.ts'

/** One thing that a clause must state, recognised in each language. */
export type Fact = { states: string } & Record<PolicyLocale, RegExp>

export type ClauseFacts = {
  /** A clause id, or `introduction`. */
  id: string
  facts: readonly Fact[]
  /** The only numbers that the text may contain. */
  numbers: readonly string[]
  /** Ways of saying more or less than the fact: a changed modality, a stretched promise. */
  forbidden: readonly Fact[]
}

const fact = (states: string, kk: RegExp, ru: RegExp, en: RegExp): Fact => ({ states, kk, ru, en })

const says = (
  id: string,
  facts: Fact[],
  rest: { numbers?: string[]; forbidden?: Fact[] } = {},
): ClauseFacts => ({
  id,
  facts,
  numbers: rest.numbers ?? [],
  forbidden: rest.forbidden ?? [],
})

/** The introduction and the 20 clauses of the policy of 15 January 2025, in their order. */
// One table, one line a fact, kept whole so that a lawyer can read it beside the policy from top to bottom.
// biome-ignore format: a fact in three languages is compared along one line
export const policyFacts: readonly ClauseFacts[] = [
  says('introduction', [
    fact('who speaks', /Біз, Cloudex Learning,/, /Мы, Cloudex Learning,/, /We, Cloudex Learning,/),
    fact('takes seriously', /зор мән бере/, /серьёзно относимся/, /take .+ seriously/),
    fact('the protection of data', /дербес деректеріңіздің қорғал/, /защите ваших персональн/, /protection of your personal/),
    fact('what is collected', /қандай ақпарат жинай/, /какую информацию собираем/, /which information we collect/),
    fact('how it is used', /оны қалай пайдалан/, /как её используем/, /how we use it/),
    fact('which rights', /деректеріңізге қатысты қандай құқық/, /какие права .+ своих данных/, /which rights .+ your data/),
  ]),

  says('data.registration', [
    fact('on creating an account', /тіркелгі жасаған кезде/i, /когда вы создаёте учётную запись/i, /when you create an account/i),
    fact('is collected', /жинаймыз/, /мы собираем/, /we collect/),
    fact('name', /атыңызды/, /имя/, /name/),
    fact('email address', /электрондық пошта мекенжай/, /адрес электронной почты/, /email address/),
    fact('phone number', /телефон нөмір/, /номер телефона/, /phone number/),
    fact('needed', /үшін қажет/, /нужны/, /need/),
    fact('for access to courses', /курстарға қол жеткіз/, /доступ к курсам/, /access to courses/),
    fact('for contact', /байланысу үшін/, /связываться с вами/, /contact you/),
    fact('on important study matters', /оқуға қатысты маңызды мәселе/, /важным вопросам обучения/, /important study matters/),
  ]),
  says('data.learning', [
    fact('progress by course', /курстардағы ілгерілеу/, /прогресс по курсам/, /progress by course/),
    fact('test results', /тест нәтиже/, /результаты тестов/, /test results/),
    fact('completed assignments', /орындаған тапсырма/, /выполненные задания/, /completed assignments/),
    fact('time on the platform', /платформада өткізген уақыт/, /время, проведённое на платформе/, /time you spend on the platform/),
    fact('helps', /көмектеседі/, /помогают/, /helps/),
    fact('to personalise learning', /оқуды жекелендір/, /персонализировать обучение/, /personalise learning/),
  ]),
  says('data.technical', [
    fact('collected automatically', /автоматты түрде жина/, /автоматически мы собираем/i, /collect .+ automatically/),
    fact('IP address', /IP-мекенжай/, /IP-адрес/, /IP address/),
    fact('browser type', /браузеріңіздің түрі/, /тип браузера/, /browser type/),
    fact('operating system', /операциялық жүйе/, /операционную систему/, /operating system/),
    fact('interaction with the site', /сайттағы әрекет/, /взаимодействии с сайтом/, /interaction with the site/),
    fact('used to improve', /арттыру үшін пайдалан/, /чтобы улучшать/, /use it to improve/),
    fact('performance', /өнімділігі/, /производительность/, /performance/),
    fact('security of the platform', /платформаның .*қауіпсіздігін/, /безопасность платформы/, /security of the platform/),
  ]),

  says('purposes.service', [
    fact('your data are used', /деректеріңізді .+ пайдаланамыз/, /используем ваши данные/, /use your data/),
    fact('access to courses', /курстарға қол жеткіз/, /доступ к курсам/, /access to courses/),
    fact('tracking progress', /ілгерілеуіңізді бақыла/, /отслеживаем ваш прогресс/, /track your progress/),
    fact('issuing certificates', /сертификат бере/, /выдаём сертификаты/, /issue certificates/),
    fact('on completion', /оқу аяқталған/, /по завершении обучения/, /on completion of your studies/),
  ]),
  says('purposes.improvement', [
    fact('analysis of behaviour', /пайдаланушылардың .*әрекеттерін талда/, /анализируем поведение пользователей/, /analyse how users behave/),
    fact('to improve', /жақсарту/, /чтобы улучшать/, /to improve/),
    fact('the interface', /интерфейс/, /интерфейс/, /interface/),
    fact('course content', /курстардың мазмұнын/, /содержание курсов/, /content of courses/),
    fact('to find technical problems', /техникалық проблемаларды табу/, /находить технические проблемы/, /find technical problems/),
  ]),
  says('purposes.communication', [
    fact('notifications are sent', /хабарландыру жіберу/, /отправлять вам уведомления/, /send you notifications/),
    fact('new materials', /жаңа материалдар/, /новых материалах/, /new materials/),
    fact('schedule changes', /кестедегі өзгеріс/, /изменениях в расписании/, /schedule changes/),
    fact('important updates', /маңызды жаңарту/, /важных обновлениях/, /important updates/),
    fact('connected with studies', /оқуыңызға байланысты/, /связанных с вашим обучением/, /connected with your studies/),
  ]),
  says('purposes.support', [
    fact('contact data are used', /байланыс деректеріңізді .+ пайдаланамыз/, /используем ваши контактные данные/, /use your contact data/),
    fact('to solve technical questions', /техникалық мәселелерді шеш/, /решаем технические вопросы/, /solve technical questions/),
    fact('and help', /көмектес/, /помогаем вам/, /help you/),
    fact('with the platform', /платформамен/, /с платформой/, /with the platform/),
  ]),
  says('purposes.security', [
    fact('protection', /қорғау/, /защищать/, /protect/),
    fact('of the platform', /платформаны/, /платформу/, /the platform/),
    fact('from fraud', /алаяқтықтан/, /мошенничества/, /fraud/),
    fact('from unauthorised access', /рұқсатсыз қол жеткізуден/, /несанкционированного доступа/, /unauthorised access/),
    fact('and other threats', /басқа да қауіпсіздік қатер/, /других угроз безопасности/, /other security threats/),
  ]),
  says('purposes.analytics', [
    fact('course-usage statistics', /курстардың пайдаланылу статистика/, /статистику использования курсов/, /statistics on how courses are used/),
    fact('more effective', /тиімдірек/, /более эффективные/, /more effective/),
    fact('programmes', /бағдарламаларын жасау/, /создавать .*программы/, /build .*programmes/),
  ]),

  says(
    'rights.access',
    [
      fact('one may request', /сұрай аласыз/, /можете запросить/, /may request/),
      fact('a copy', /көшірмесін/, /копию/, /a copy/),
      fact('of all personal data', /барлық дербес дерек/, /всех персональных данных/, /all the personal data/),
      fact('held about one', /өзіңіз туралы бізде сақталатын/, /мы храним о вас/, /we hold about you/),
      fact('it is given', /береміз/, /предоставим/, /will give/),
      fact('within 30 days', /30 күн ішінде/, /в течение 30 дней/, /within 30 days/),
      fact('of the request', /сұрау салған сәтіңізден бастап/, /с момента вашего запроса/, /of your request/),
    ],
    {
      numbers: ['30'],
      forbidden: [fact('working days, months', /жұмыс күн|(?<!\p{L})ай(?!\p{L})/u, /рабоч|месяц/, /working|business|month/)],
    },
  ),
  says('rights.rectification', [
    fact('on finding inaccuracies', /дәлсіздік байқасаңыз/, /если вы обнаружили неточности/i, /if you find inaccuracies/i),
    fact('one may ask', /сұрай аласыз/, /можете попросить/, /may ask/),
    fact('for correction', /түзетуді/, /исправить/, /correct/),
    fact('through the profile settings', /профиль баптаулары арқылы/, /через настройки профиля/, /through your profile settings/),
    fact('or', /немесе/, /или/, /(?<!\w)or(?!\w)/),
    fact('by contacting support', /қолдау қызметіне хабарлас/, /обратившись в службу поддержки/, /contacting support/),
  ]),
  says(
    'rights.erasure',
    [
      fact('the right to request', /сұрауға құқылысыз/, /имеете право запросить/, /have the right to request/),
      fact('deletion', /деректеріңізді өшіруді/, /удаление своих данных/, /deletion of your data/),
      fact('some information', /кейбір ақпарат/, /некоторую информацию/, /some information/),
      fact('must be kept', /сақтауға міндетті/, /обязаны хранить/, /must keep/),
      fact('under the law of Kazakhstan', /Қазақстан заңнамасы бойынша/, /законодательством Казахстана/, /law of Kazakhstan/),
    ],
    { forbidden: [fact('all is deleted', /барлық/, /вс[её](?!\p{L})|всех/u, /(?<!\w)all(?!\w)/)] },
  ),
  says('rights.restriction', [
    fact('one may ask', /сұрай аласыз/, /можете попросить/, /may ask/),
    fact('to limit processing', /өңдеуді шектеуді/, /ограничить обработку/, /limit the processing/),
    fact('in certain cases', /белгілі бір жағдайларда/i, /в определённых случаях/i, /in certain cases/i),
    fact('for example', /мысалы/, /например/, /for example/),
    fact('if one disputes the accuracy', /дәлдігіне дау айтсаңыз/, /если вы оспариваете точность/, /if you dispute the accuracy/),
  ]),
  says('rights.portability', [
    fact('one may request', /сұрай аласыз/, /можете запросить/, /may request/),
    fact("one's own data", /сіз деректеріңізді/i, /свои данные/, /your data/),
    fact('machine-readable', /машинамен оқылатын форматта/, /машиночитаемом формате/, /machine-readable format/),
    fact('to hand over', /бере аласыз/, /передать/, /hand it to/),
    fact('to another provider', /басқа қызмет көрсетуші/, /другому поставщику услуг/, /another provider of services/),
  ]),
  says(
    'rights.withdrawal',
    [
      fact('where consent is required', /келісіміңіз қажет болса/, /если .+ требуется ваше согласие/i, /where your consent .+ is required/i),
      fact('consent to processing', /деректерді өңдеу үшін келісім/i, /для обработки данных/, /consent to the processing/),
      fact('may be withdrawn', /кері қайтарып ала аласыз/, /можете отозвать/, /may withdraw/),
      fact('at any time', /кез келген уақытта/, /в любое время/, /at any time/),
      fact('this will affect', /әсер етеді/, /повлияет/, /will affect/),
      fact('the possibility of using', /пайдалану мүмкіндігіне/, /возможность использовать/, /possibility of using/),
      fact('some functions', /кейбір функциялар/, /некоторые функции/, /some functions/),
    ],
    { forbidden: [fact('may affect', /әсер етуі мүмкін/, /может повлиять/, /may affect/)] },
  ),

  says(
    'security.encryption',
    [
      fact('all traffic', /бүкіл трафик/i, /весь трафик/i, /all traffic/i),
      fact('over secure HTTPS', /қорғалған HTTPS/, /защищённому протоколу HTTPS/, /secure HTTPS/),
      fact('with modern TLS 1.3', /заманауи TLS 1\.3/, /современным .*TLS 1\.3/, /modern TLS 1\.3/),
      fact('confidential information', /құпия ақпарат та/, /конфиденциальная информация/i, /confidential information/i),
      fact('in the database', /дерекқордағы/i, /в базе данных/, /in the database/),
      fact('encrypted as well', /ақпарат та шифрланған/, /также .+ зашифрован/, /encrypted as well/),
    ],
    { numbers: ['1.3'] },
  ),
  says('security.access-control', [
    fact('only staff', /қызметкерлер ғана/, /только те сотрудники/, /only staff/i),
    fact('whose duties need it', /лауазымдық міндеттерін орындауға .*қажет/, /необходим для выполнения должностных/, /whose duties require it/),
    fact('reach personal data', /дербес деректерге .*қол жеткізе/i, /доступ к персональным данным/i, /access to personal data/),
    fact('every action', /әрбір әрекет/i, /каждое действие/i, /every action/i),
    fact('is logged', /журналға жазылады/, /записывается в журнал/, /recorded in a log/),
  ]),
  says(
    'security.audits',
    [
      fact('every quarter', /тоқсан сайын/, /каждый квартал/i, /every quarter/i),
      fact('security audits', /қауіпсіздік аудитін өткізе/, /проводим аудит безопасности/, /carry out a security audit/),
      fact('penetration tests', /енуге тестілеу жүргізе/, /тестирование на проникновение/, /penetration tests/),
      fact('to find and close', /табу және жою/, /находить и устранять/, /find and close/),
      fact('vulnerabilities', /осалдықтарды/, /уязвимости/, /vulnerabilities/),
    ],
    // The quarter is promised for the audit; how often penetration is tested the policy does not say.
    {
      forbidden: [
        fact('quarterly penetration tests', /тоқсан сайын[^,.]+енуге/, /квартал[^,.]+проникновение/i, /every quarter[^,.]+penetration|quarterly/i),
      ],
    },
  ),
  says('security.backups', [
    fact('daily', /күн сайын/, /каждый день/i, /every day/i),
    fact('encrypted', /шифрланған/, /зашифрованные/, /encrypted/),
    fact('backups', /сақтық көшірмелерін жасаймыз/, /создаём .*резервные копии/, /make .*backups/),
    fact('kept', /сақталады/, /хранятся/, /kept/),
    fact('in protected data centres', /қорғалған дата-орталықтар/, /защищённых дата-центрах/, /protected data centres/),
    fact('in Kazakhstan', /Қазақстандағы/, /в Казахстане/, /in Kazakhstan/),
  ]),
  says('security.training', [
    fact('all staff', /барлық қызметкер/, /все сотрудники/i, /all staff/i),
    fact('with access to data, not only personal data', /^деректерге қол жеткізе алатын/i, /имеющие доступ к данным/, /who have access to data/),
    fact('mandatory training', /міндетті оқудан өтеді/, /проходят обязательное обучение/, /take mandatory training/),
    fact('in protecting personal data', /дербес деректерді қорғау бойынша/, /по защите персональных данных/, /protection of personal data/),
    fact('sign', /қол қояды/, /подписывают/, /sign/),
    fact('a non-disclosure agreement', /жария етпеу туралы келісім/, /соглашение о неразглашении/, /non-disclosure agreement/),
  ]),
]

/** The 20 ids, in the order of the policy. They stay the same in every later version. */
export const clauseIds: readonly string[] = policyFacts
  .map(({ id }) => id)
  .filter((id) => id !== 'introduction')

// What no clause states: a promise beyond the facts, a denial or an exception, and data or parties never mentioned.
export const forbiddenEverywhere: readonly Fact[] = [
  fact(
    'a guarantee',
    /кепілд|әрқашан|әрдайым|толығымен|дереу/i,
    /гарант|всегда|полностью|абсолютн|исключительн|немедленн/i,
    /guarante|always|completely|fully|immediately|absolute/i,
  ),
  fact(
    'a denial or an exception',
    /(?<!н)емес|жоқ|ешқашан|қоспағанда|[мбп][ае]й(?:ды|ді|мыз|міз|сыз|сіз|тын|тін)/i,
    /(?<!\p{L})(?:не|нет|ни|без|кроме|никогда)(?!\p{L})/iu,
    /\b(?:no|not|cannot|never|without|except|unless)\b/i,
  ),
  fact(
    'data that is not collected',
    /паспорт|ЖСН|БСН|туған|cookie|биометр|банк|жынысы/i,
    /паспорт|ИИН|БИН|рождени|cookie|куки|биометр|банк|(?<!\p{L})пол(?!\p{L})/iu,
    /passport|\bIIN\b|\bBIN\b|birth|cookie|biometr|bank|gender/i,
  ),
  fact(
    'uses and parties never named',
    /жарнама|үшінші тұлға|серіктес|тегін|шетел/i,
    /реклам|треть|партн[её]р|бесплатн|за рубеж/i,
    /advert|third part|partner|\bfree\b|abroad/i,
  ),
]

/** What is wrong with a text, in words; an empty list when it states every fact of its clause and nothing forbidden. */
export const findFaults = (
  { facts, numbers, forbidden }: ClauseFacts,
  locale: PolicyLocale,
  text: string,
): string[] => {
  const found: string[] = text.match(/\d+(?:[.,]\d+)*/g) ?? []
  return [
    ...facts.filter((each) => !each[locale].test(text)).map(({ states }) => `missing: ${states}`),
    ...[...forbidden, ...forbiddenEverywhere]
      .filter((each) => each[locale].test(text))
      .map(({ states }) => `forbidden: ${states}`),
    ...found.filter((number) => !numbers.includes(number)).map((number) => `number: ${number}`),
    ...numbers.filter((number) => !found.includes(number)).map((number) => `missing number: ${number}`),
  ]
}
