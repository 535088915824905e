import { fact, type LegalSentence, says } from './fact.ts'

const threeWorkingDays = fact('3 working days', /^3 жұмыс күні$/, /^3 рабочих дня$/, /^3 working days$/)
const oneWorkingDay = fact('1 working day', /^1 жұмыс күні$/, /^1 рабочий день$/, /^1 working day$/)
const mayRefuse = fact('may be refused', /бас тартылуы мүмкін/, /отказать можно/i, /can .*refuse/)
const noDeadline = [
  fact('the law', /заң/i, /закон/i, /law/),
  fact('sets no deadline', /мерзімін белгілемейді/, /не устанавливает срок/, /sets no deadline/),
  fact('for a question', /сұраққа/, /на вопрос/, /a question/),
  fact('as soon as possible', /мүмкіндігінше тез/i, /как только сможем/, /as soon as we can/),
]
// biome-ignore format: a fact in three languages is compared along one line
const articlesOfAccess = [
  fact('Art. 25(2)(9)', /аңның 25-бабы 2-тармағының 9\)/, /подпункт 9\) пункта 2 статьи 25 Закона/, /Article 25\(2\)\(9\) of the Law/),
  fact('paragraph 16 of the Rules', /Қағидалардың 16-тармағы/, /пункт 16 Правил/, /paragraph 16 of the Rules/),
]
const sameCopyAgain = [
  mayRefuse,
  fact(
    'cannot be carried out',
    /орындау мүмкін болмаса/,
    /исполнить запрос невозможно/,
    /cannot be carried out/,
  ),
  fact('given a short time ago', /жақында ғана берілген/, /предоставлено .*недавно/, /short time ago/),
  ...articlesOfAccess,
]

/** What the pages of requests promise and refuse. */
// biome-ignore format: a fact in three languages is compared along one line
export const requestFacts: readonly LegalSentence[] = [
  says('requests noIdentityCopy', fact('never', /ешқашан/, /никогда/, /never/), fact('copy of an identity document', /жеке куәліктің көшірмесін/i, /копию удостоверения личности/i, /copy of an identity document/)),
  says('requests noReason', fact('no reason needed', /себебін айтудың қажеті жоқ/i, /причину указывать не нужно/i, /do not need to give a reason/)),
  says('requests terms.policyDays', fact('30 days, not working ones', /30 күн$/, /^30 дней/, /^30 days/), fact('from the request', /сұрау салған күннен/, /со дня запроса/, /from the request/)),
  says('requests terms.asAccess', fact('no separate deadline', /бөлек мерзім жоқ/, /отдельного срока .* нет/i, /no separate deadline/), fact('that of access', /қол жеткізу/, /доступа/, /access/)),
  says('requests terms.counting', fact('the day after receipt', /түскен күннен кейінгі күннен/, /следующего за днём получения/, /the day after we receive/), fact('Almaty time', /Алматы уақыт/, /по времени Алматы/, /Almaty time/)),
  says('requests steps.answer', fact('in time', /мерзімінде/, /в срок/, /by the deadline/), fact('or refused', /бас тартып/, /отказываем/, /refuse/), fact('in writing', /жазбаша/, /письменно/, /in writing/), fact('with the reason', /себебін/, /причину/, /reason/)),
  says('requests file.or', fact('in writing or by call', /хат .*қоңырау/i, /написать или позвонить/, /write or call/), fact('identity is checked first', /жауап бермес бұрын .*тексереміз/i, /прежде чем ответить, мы проверим/i, /before we answer, we check/i)),
  says('requests rights.access.due', threeWorkingDays),
  says('requests rights.portability.due', threeWorkingDays),
  says('requests rights.objection.due', threeWorkingDays),
  says('requests rights.rectification.due', oneWorkingDay),
  says('requests rights.restriction.due', oneWorkingDay),
  says('requests terms.oneDay', oneWorkingDay),
  says('requests rights.withdrawal.due', fact('15 working days', /^15 жұмыс күні$/, /^15 рабочих дней$/, /^15 working days$/)),
  says('requests rights.erasure.due', fact('15 days, not working ones', /^15 күн$/, /^15 дней$/, /^15 days$/)),
  says('requests rights.access.what', fact('where from', /қайдан/, /откуда/, /where it came from/), fact('why', /не үшін/, /зачем/, /why/), fact('how', /қалай/, /как /, /how /), fact('how long', /қанша уақыт/, /как долго/, /how long/), fact('a copy, free', /көшірмесін тегін/, /бесплатно .*копию/, /copy free of charge/)),
  says('requests rights.erasure.get', fact('deleted', /өшіреміз/, /удалим/i, /delete/), fact('what the law keeps is listed', /заң бойынша не сақталатынын/, /перечислим, что обязаны хранить по закону/, /tell you what the law requires us to keep/)),
  says('requests rights.erasure.what', fact('some information is kept', /кейбір мәліметті/i, /некоторую информацию/i, /some information/), fact('obligation', /міндет/, /обязаны/, /requires/), fact('law of Kazakhstan', /Қазақстан заңнама/, /законодательству Казахстана/, /law of Kazakhstan/)),
  says('requests rights.restriction.what', fact('in certain cases', /белгілі бір жағдай/i, /в определённых случаях/i, /in certain cases/i), fact('for example a dispute of accuracy', /дәлдігіне дау/, /оспариваете точность/, /dispute the accuracy/), fact('called blocking by the law', /заңда .*бұғаттау деп аталады/i, /в законе это называется блокированием/i, /law calls this blocking/)),
  says('requests rights.withdrawal.get', fact('stopped', /тоқтатамыз/, /прекратим/i, /stop/), fact('or a reasoned refusal', /немесе дәлелді бас тарту/, /или .*мотивированный отказ/, /or .*reasoned refusal/)),
  says('requests rights.objection.what', fact('only by automated means', /тек автоматтандырылған/, /только автоматизированно/, /by automated means only/), fact('right to object', /қарсы бола аласыз/, /вправе возразить/, /can object/)),
  says('requests refusal.access', ...sameCopyAgain),
  says('requests refusal.portability', ...sameCopyAgain),
  says('requests refusal.rectification', mayRefuse, fact('accurate', /дұрыс болса/, /данные верны/, /accurate/), fact('not confirmed', /растайтын ештеңе болмаса/, /ничем не подтверждено/, /nothing confirms/), fact('Art. 24(1)(2)', /24-бабы 1-тармағының 2\)/, /подпункт 2\) пункта 1 статьи 24/, /Article 24\(1\)\(2\)/), fact('Art. 25(2)(8)', /25-бабы 2-тармағының 8\)/, /подпункт 8\) пункта 2 статьи 25/, /Article 25\(2\)\(8\)/)),
  says('requests refusal.erasure', fact('the law requires keeping', /Қазақстан заңы .*сақтауға міндеттейді/, /закон Казахстана обязывает хранить/, /law of Kazakhstan requires us to keep/), fact('Art. 41(4) of the Digital Code', /Цифрлық кодекстің 41-бабының 4-тармағы/, /пункт 4 статьи 41 Цифрового кодекса/, /Article 41\(4\) of the Digital Code/), fact('what, why, until when', /нені, не үшін және қашанға дейін/i, /что сохраняем, почему и до какого времени/, /what we keep, why and until when/), fact('the rest is deleted', /қалғанын өшіреміз/, /остальное удалим/, /delete the rest/), fact('unlawful processing is answered by destruction', /жоюды/, /уничтожить/, /destroy/), fact('Art. 24(1)(4)', /24-бабы 1-тармағының 4\)/, /подпункт 4\) пункта 1 статьи 24/, /Article 24\(1\)\(4\)/)),
  says('requests refusal.restriction', mayRefuse, fact('accurate, Art. 24(1)(2)', /дұрыс болса .*1-тармағының 2\)/, /верны \(подпункт 2\)/, /accurate \(Article 24\(1\)\(2\)/), fact('conditions kept, Art. 24(1)(3)', /бұзылмаған болса .*1-тармағының 3\)/, /не нарушены \(подпункт 3\)/, /not breached \(Article 24\(1\)\(3\)/)),
  says('requests refusal.withdrawal', mayRefuse, fact('contrary to law', /заңға қайшы/, /противоречит закону/, /contrary to law/), fact('or an obligation, nobody named', /немесе орындалмаған міндеттеме болса/, /или осталось неисполненное обязательство/, /or an obligation is unfulfilled/), fact('Art. 8(2)', /8-бабының 2-тармағы/, /пункт 2 статьи 8 Закона/, /Article 8\(2\)/), fact('in writing within 15 working days', /15 жұмыс күні ішінде жазбаша/, /письменно в течение 15 рабочих дней/, /in writing within 15 working days/)),
  says('requests refusal.objection', mayRefuse, fact('not automated', /автоматтандырылған тәсілмен өңделмейтін/, /не обрабатываются автоматизированно/, /not processed by automated means/), fact('Art. 19-1(3)', /19-1-бабының 3-тармағы/, /пункт 3 статьи 19-1/, /Article 19-1\(3\)/)),
  says('requests refusal.always', fact('identity not confirmed', /көз жеткізе алмасақ/, /не сможем убедиться/, /cannot confirm/), fact('or no such data', /немесе бізде мұндай деректер болмаса/, /или если таких данных у нас нет/, /or if we hold no such data/), fact('reason and complaint in writing', /себебін және шағымдану .*жазбаша/i, /причину и порядок обжалования .*письменно/i, /reason in writing .*complain/)),
  says('policy notes.access', fact('a shorter deadline by law', /заң қысқарақ мерзім/i, /закон устанавливает более короткий срок/i, /law sets a shorter deadline/), fact('3 working days', /3 жұмыс күні/, /3 рабочих дня/, /3 working days/), ...articlesOfAccess, fact('the one that ends first', /ертерек аяқталатыны/, /истекает раньше/, /ends first/)),
  says('policy notes.withdrawal', mayRefuse, fact('contrary to law', /заңға қайшы/, /противоречит закону/, /contrary to law/), fact('or an obligation', /немесе орындалмаған міндеттеме/, /или осталось неисполненное обязательство/, /or an obligation is unfulfilled/), fact('Art. 8(2)', /8-бабының 2-тармағы/, /пункт 2 статьи 8 Закона/, /Article 8\(2\)/)),
  says('request-form variant.erasure.unlawful.hint', fact('if unlawful', /заңсыз өңделсе/, /если данные обрабатываются незаконно/i, /if it is unlawful/i), fact('destroyed, not only deleted', /жоямыз/, /уничтожим/, /destroy/), fact('within 1 working day', /1 жұмыс күні ішінде/, /за 1 рабочий день/, /within 1 working day/)),
  says('request-form variant.restriction.unlawful.hint', fact('the law calls it so, and no more', /заңда .*бұғаттау деп аталады/i, /в законе это называется блокированием/i, /the law calls this blocking/i)),
  says('request-form noTerm', ...noDeadline),
  says('case deadline.noDeadline', ...noDeadline),
  says('mail requestFiled.noDue', ...noDeadline),
  says('request-form visitor.unproved', fact('deleted after 7 days', /7 күннен кейін өшіріледі/, /через 7 дней .*удаляется/i, /within 7 days, the request is deleted/), fact('the deadline runs from sending', /жіберілген күннен бастап/, /со дня отправки/, /from the day you send it/)),
  says('request-form proof.noLetterText', fact('deleted after 7 days', /7 күннен кейін өшіріледі/, /удаляется через 7 дней/, /deleted after 7 days/)),
  says('case deadline.counting', fact('the day after receipt', /түскен күннен кейінгі күннен/, /следующего за днём получения/, /the day after we receive/), fact('to the end of the last day', /соңғы күн .*23:59:59/, /последний день истекает в 23:59:59/, /last day ends at 23:59:59/), fact('Almaty time', /Алматы уақытымен/, /по времени Алматы/, /Almaty time/)),
  says('case next.you-answer', fact('the deadline does not stop', /мерзім тоқтамайды/, /срок .*не останавливается/i, /deadline does not stop/)),
  says('case kinds.erasure-unlawful', fact('destruction', /жою$/, /^Уничтожение/, /^Destruction/)),
  says('case refusals.LegalObligation', fact('a law obliges', /заң міндеттейді/, /обязывает закон/, /law requires/), fact('to keep or process', /сақтауға немесе өңдеуге/, /хранить или обрабатывать/i, /keep or process/)),
  says('case refusals.UnfulfilledObligation', fact('an obligation, nobody named', /^Орындалмаған міндеттеме бар$/, /^Осталось неисполненное обязательство$/, /^An obligation has not been fulfilled yet$/)),
  says('case page.authority', fact('may complain', /шағымдана аласыз/, /можно пожаловаться/i, /can complain/), fact('the authority', /уәкілетті орган/i, /уполномоченный орган/, /the authority/), fact('the ministry', /Жасанды интеллект және цифрлық даму министрлігі/, /Министерство искусственного интеллекта и цифрового развития/, /Ministry of Artificial Intelligence and Digital Development/)),
  says('case page.court', fact('court', /сотқа/i, /в суд/, /court/)),
  says('contact complaint.authority', fact('may', /шағымдана аласыз/, /можно/, /can complain/), fact('the ministry', /Жасанды интеллект және цифрлық даму министрлігі/, /Министерство искусственного интеллекта и цифрового развития/, /Ministry of Artificial Intelligence and Digital Development/), fact('or court', /сотқа/, /в суд/, /court/)),
  says('contact complaint.basis', fact('Art. 30 of the Law', /Заңның 30-бабы/, /статья 30 Закона/, /Article 30 of the Law/), fact('paragraph 24 of the Rules', /Қағидалардың 24-тармағы/, /пункт 24 Правил/, /paragraph 24 of the Rules/), fact('order 395', /№ 395\/НҚ/, /№ 395\/НҚ/, /No\. 395\/НҚ/), fact('compensation of both kinds', /моральдық және мүліктік/i, /морального и имущественного/, /moral and material/)),
]
