import { fact, type LegalSentence, says } from './fact.ts'

const almaty = fact('Almaty time', /Алматы уақыты/, /время Алматы/, /Almaty time/)
const service = fact(
  'a service email, no advertising',
  /қызметтік хат, жарнама емес/i,
  /служебное письмо, не реклама/i,
  /service email, not advertising/,
)
const noUnsubscribing = fact(
  'cannot be unsubscribed',
  /бас тартуға болмайды/,
  /отписаться .*нельзя/i,
  /cannot unsubscribe/,
)
const by = [
  fact(
    'not later than that day',
    /\{day\} күнінен кешіктірмей/,
    /не позднее \{day\}/,
    /by the end of \{day\}/,
  ),
  almaty,
]
const complaint = [
  fact('to the authority', /уәкілетті органға/, /уполномоченный орган/, /the authority/),
  fact('to court', /сотқа/, /суд/, /court/),
  fact('without waiting', /күтпей/, /не дожидаясь/, /not need to wait/),
]
const fromFiling = fact(
  'the deadline runs from filing',
  /мерзімі жіберілген күннен/,
  /срок .*со дня подачи/i,
  /deadline runs from the day/,
)
const signedOut = fact(
  'signed out everywhere but in one browser',
  /барлық құрылғыдағы сеанс аяқтал.*браузер қал/i,
  /на всех устройствах, кроме браузера/,
  /all devices .*signed out, except the browser/i,
)
const tenMinutes = fact('10 minutes', /10 минут ішінде/, /в течение 10 минут/, /within 10 minutes/)
const once = fact('once', /бір рет қана/, /один раз/, /once/)

/** What emails promise: validity, deadlines, rights. */
// biome-ignore format: a fact in three languages is compared along one line
export const mailFacts: readonly LegalSentence[] = [
  says('mail requestKinds.access', fact('access', /қол жеткізу/, /доступ/, /access/)),
  says('mail requestKinds.rectification', fact('correction', /түзету/, /исправление/, /correction/)),
  says('mail requestKinds.erasure', fact('deletion, which is not destruction', /^деректерді өшіру$/, /^удаление данных$/, /^deletion of data$/)),
  says('mail requestKinds.restriction', fact('restriction of processing', /өңдеуді шектеу/, /ограничение обработки/, /restriction of processing/)),
  says('mail requestKinds.portability', fact('portability', /деректерді көшіру/, /переносимость/, /portability/)),
  says('mail requestKinds.withdrawal', fact('withdrawal of consent', /келісімді кері қайтарып алу/, /отзыв согласия/, /withdrawal of consent/)),
  says('mail requestKinds.objection', fact('automated processing', /автоматтандырылған өңдеу/, /автоматизированной обработки/, /automated processing/)),
  says('mail signIn.validity', once, tenMinutes),
  says('mail caseCode.validity', once, tenMinutes),
  says('mail signIn.asked', fact('day and time', /\{day\} .*\{time\}/, /\{day\} .*\{time\}/, /\{day\} .*\{time\}/), almaty),
  says('mail emailChangeNew.both', fact('both addresses', /екеуінен де/, /с обоих адресов/, /from both/), fact('only then', /ғана/, /только/, /only/)),
  says('mail emailChangeOld.both', fact('both addresses', /екеуінен де/, /с обоих адресов/, /from both/), fact('only then', /ғана/, /только/, /only/)),
  says('mail emailChangeNew.sessions', signedOut),
  says('mail emailChanged.sessions', signedOut, fact('the new address from now on', /енді жаңа мекенжаймен/i, /теперь .*с новым адресом/i, /from now on, .*new address/i)),
  says('mail emailChanged.text', fact('from the old to the new', /\{old\} .*\{new\}/, /\{old\} .*\{new\}/, /\{old\} .*\{new\}/), almaty),
  says('mail emailChangeNew.validity', fact('day and time', /\{day\}.*\{time\}/, /\{time\}.*\{day\}/, /\{time\}.*\{day\}/), almaty),
  says('mail emailChangeOld.validity', fact('day and time', /\{day\}.*\{time\}/, /\{time\}.*\{day\}/, /\{time\}.*\{day\}/), almaty),
  says('mail staffInvitation.validity', once, fact('day and time', /\{day\}.*\{time\}/, /\{time\}.*\{day\}/, /\{time\}.*\{day\}/), almaty),
  says('mail requestFiled.due', ...by),
  says('mail requestReminder.due', ...by),
  says('mail requestReminder.late', ...by),
  says('mail requestOverdue.text', ...by, fact('an apology', /кешірім сұраймыз/i, /приносим извинения/i, /apologise/)),
  says('mail requestOverdue.complain', ...complaint),
  says('case overdue.text', ...by, fact('an apology', /кешірім сұраймыз/i, /приносим извинения/i, /apologise/)),
  says('case overdue.complain', ...complaint),
  says('mail requestFiled.stop', fact('stopped here', /тоқтатыңыз/, /остановите/i, /stop the request/i), fact('everyone is signed out', /бәрі одан шығарылады/, /все,.* выйдут/, /everyone .*signed out/i)),
  says('mail requestNews.asked.text', fact('the deadline does not stop', /мерзім тоқтамайды/, /срок .*не останавливается/, /deadline does not stop/)),
  says('mail requestNews.refused.text', fact('cannot be done', /орындай алмаймыз/, /не можем выполнить/, /cannot do/), fact('reason', /себебі/i, /причина/i, /reason/), fact('law', /заң/, /закон/, /law/), fact('complaint', /шағымдану/, /обжаловани/, /complain/)),
  says('mail requestNews.cancelled.text', fact('may ask again at any time', /кез келген уақытта жаңасын/i, /новый в любое время/, /new one at any time/)),
  says('mail requestProof.filed.text', fromFiling),
  says('mail requestProof.reminder.text', fromFiling),
  says('mail requestProof.validity', fact('deleted if unconfirmed', /расталмаған .*өшіріледі/i, /без подтверждения .*удал/i, /do not confirm .*deleted/)),
  says('mail termReminder.nothing', fact('nothing need be done', /ештеңе істеудің қажеті жоқ/i, /делать ничего не нужно/i, /do not need to do anything/), fact('it expires', /тоқтайды/, /прекратится/, /expires/), fact('and is recorded', /жазылады/, /будет записано/, /is recorded/)),
  says('mail why.signIn', service, noUnsubscribing),
  says('mail why.emailChange', service, noUnsubscribing),
  says('mail why.request', service, fact('obligation to answer', /жауап беруге міндеттіміз/, /обязаны .*ответить/, /must answer/)),
  says('mail why.staff', service),
  says('mail why.term', service, fact('obligation to say so before', /алдын ала ескертуге міндеттіміз/, /обязаны предупредить .*заранее/, /must tell you in advance/)),
]
