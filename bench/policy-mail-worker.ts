// The worker's queue with the jobs that are named as arguments, in a process of its own that can be killed.
import { openMailer } from '#platform/mail/send-mail.ts'
import { services as openServices } from '#platform/services.ts'
import { runQueue } from '../worker/run-queue.ts'
import { lanes } from '../worker/tasks.ts'

const services = openServices('worker')
const { SMTP_URL, MAIL_FROM } = services.env
const tools = { services, mailer: openMailer(SMTP_URL, MAIL_FROM), platform: null }
const all = Object.assign({}, ...Object.values(lanes).map(({ tasks }) => tasks))
const tasks = Object.fromEntries(process.argv.slice(2).map((name) => [name, all[name]]))
runQueue(tools, tasks, { concurrency: lanes.bulk.concurrency })
console.log('working')
