import { fact, type LegalSentence, says } from './fact.ts'

const name = fact('name', /аты-жөніңіз/i, /имя/i, /your name/i)
const email = fact(
  'email address',
  /электрондық пошта мекенжайыңыз/i,
  /адрес электронной почты/i,
  /email address/,
)
const phone = fact('phone number', /телефон нөміріңіз/, /номер телефона/, /phone number/)
const progress = fact('progress', /курстардағы ілгерілеу/i, /прогресс по курсам/i, /course progress/i)
const tests = fact('test results', /тест нәтижелері/, /результаты тестов/, /test results/)
const assignments = fact(
  'assignments',
  /орындалған тапсырмалар/,
  /выполненные задания/,
  /completed assignments/,
)
const time = fact(
  'time on the platform',
  /платформада өткізген уақыт/,
  /время на платформе/,
  /time spent on the platform/,
)
const ip = fact('IP address', /IP-мекенжай/, /IP-адрес/, /IP address/)
const browser = fact('browser type', /браузер түрі/, /тип браузера/, /browser type/)
const system = fact('operating system', /операциялық жүйе/, /операционная система/, /operating system/)
const site = fact(
  'interaction with the site',
  /сайттағы әрекет/,
  /взаимодействие с сайтом/,
  /interaction with the site/,
)
const anyTime = fact('at any time', /кез келген уақытта/i, /в любое время/i, /at any time/i)
const noReason = fact(
  'without a reason',
  /себебін айтпай/,
  /без объяснения причин/,
  /without giving a reason/,
)
const untilWithdrawn = fact(
  'until withdrawn',
  /келісім(?:ді)? кері қайтар/i,
  /до отзыва согласия/i,
  /until (?:you withdraw )?consent/i,
)

/** What people agree to, refuse and take back: Art. 8 of the Law. */
// biome-ignore format: a fact in three languages is compared along one line
export const consentFacts: readonly LegalSentence[] = [
  says('welcome lead', fact('consent is asked', /келісіміңізді сұрайды/, /просит вашего согласия/, /asks for your consent/), fact('access may be closed, not will', /жабуы мүмкін/, /может закрыть/, /may close/), fact('recorded with the text', /мәтінмен бірге/, /вместе с текстом/, /with the exact text/)),
  says('welcome fullNameHint', fact('by law', /заң бойынша/i, /по закону/i, /the law requires/i), fact('the full name', /толық/, /полное имя/, /full name/)),
  says('welcome agree', fact('I agree', /^Келісемін$/, /^Согласен\(на\)$/, /^I agree$/)),
  says('welcome decline', fact('I do not agree', /^Келіспеймін$/, /^Не согласен\(на\)$/, /^I do not agree$/)),
  says('welcome noOperator', fact('name and BIN', /атауы мен БСН/, /название и БИН/, /name and BIN/), fact('not valid without them', /оларсыз келісім жарамсыз/i, /без них согласие недействительно/i, /not valid without them/)),
  says('choices withdrawServiceNote', fact('a request', /сұрау салу/i, /запрос/, /request/), fact('within 15 working days', /15 жұмыс күні ішінде/, /в течение 15 рабочих дней/, /within 15 working days/)),
  says('choices withdrawAll', fact('what is optional, not everything', /міндетті емес/i, /необязательное/, /optional/)),
  says('choices confirm.title', fact('what is optional, not everything', /міндетті емес/i, /необязательное/, /optional/)),
  says('my withdrawAll', fact('what is optional, not everything', /міндетті емес/i, /необязательное/, /optional/)),
  says('purposes service.what', fact('access to courses', /курстарға қол жеткізу/i, /доступ к курсам/i, /access to courses/i), fact('progress', /оқу барысын есепке алу/, /учёт прогресса/, /tracking your progress/), fact('certificates on completion', /оқу аяқталғанда сертификат/, /сертификатов по окончании/, /certificates on completion/)),
  says('purposes service.data', name, email, phone, progress, tests, assignments, time, ip, browser, system, site),
  says('purposes support.data', name, email, phone),
  says('purposes security.data', ip, browser, system, site),
  says('purposes improvement.data', ip, browser, system, site),
  says('purposes communication.data', email, phone, fact('device token', /құрылғы токені/, /токен устройства/, /device token/), fact('courses', /тіркелген курстар/, /курсы, на которые/, /courses you are enrolled in/)),
  says('purposes personalisation.data', progress, tests, assignments, time),
  says('purposes analytics.data', progress, tests, time),
  says('purposes service.term', untilWithdrawn, fact('or the account is closed', /немесе тіркелгі жабылғанға/, /или закрытия учётной записи/, /or the account is closed/)),
  says('purposes communication.term', untilWithdrawn),
  says('purposes personalisation.term', untilWithdrawn),
  says('purposes improvement.term', untilWithdrawn),
  says('purposes analytics.term', untilWithdrawn),
  says('purposes security.what', fact('the platform', /платформаны/i, /платформы/, /the platform/), fact('fraud', /алаяқтық/, /мошенничества/, /fraud/), fact('unauthorised access', /рұқсатсыз кіру/, /несанкционированного доступа/, /unauthorised access/), fact('other threats', /басқа да қауіп/, /других угроз/, /other security threats/)),
  says('purposes security.why', fact('duty by law', /заң операторды .*міндеттейді/i, /закон обязывает оператора/i, /law obliges the operator/)),
  says('purposes personalisation.why', fact('automatic', /автоматты түрде/, /автоматически/, /automatically/), fact('right to object', /қарсы болуға құқығыңыз/, /вправе .*возразить/, /right to object/)),
  says('purposes shared.rights', fact('copy', /көшірмесін/, /копию/, /copy/), fact('correct', /түзету/, /исправить/, /correct/), fact('restrict', /шектеу/, /ограничить/, /restrict/), fact('delete', /өшіру/, /удалить/, /delete/), fact('object', /автоматтандырылған өңдеуге қарсылық/, /возразить против автоматизированной/, /object to automated/), fact('complain', /шағымдану/, /пожаловаться/, /complain/)),
  says('purposes shared.withdrawal.switch', anyTime, noReason, fact('by the same switch', /осы қосқыш/, /тем же переключателем/, /same switch/)),
  says('purposes shared.withdrawal.request', anyTime, noReason, fact('by a request', /сұрау салу арқылы/, /запросом/, /by a request/), fact('15 working days', /15 жұмыс күні ішінде/, /в течение 15 рабочих дней/i, /within 15 working days/i), fact('stopped or refused with reasons', /тоқтатамыз немесе дәлелді бас тарту/, /прекратим .*или .*мотивированный отказ/, /stop .*or .*reasoned refusal/), fact('contrary to law', /заңға қайшы/, /противоречит закону/, /contrary to law/), fact('an obligation', /орындалмаған міндеттеме/, /неисполненное обязательство/, /obligation is unfulfilled/), fact('Art. 8(2)', /8-бабының 2-тармағы/, /пункт 2 статьи 8/, /Article 8\(2\)/)),
  says('purposes shared.termMonths', fact('then it ends', /келісім тоқтайды/, /согласие прекращается/, /consent expires/), fact('30 days before', /30 күн қалғанда/, /за 30 дней/i, /30 days before/), fact('if the address is known', /электрондық поштаңыз бізде болса/i, /если у нас есть адрес/, /if we have your email/i), fact('sooner', /бұрын да/, /и раньше/, /sooner/)),
]
