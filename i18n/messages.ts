import enAccessReports from './messages/en/access-reports.json' with { type: 'json' }
import enAuditActions from './messages/en/audit-actions.json' with { type: 'json' }
import enAuditKit from './messages/en/audit-kit.json' with { type: 'json' }
import enAudits from './messages/en/audits.json' with { type: 'json' }
import enBackups from './messages/en/backups.json' with { type: 'json' }
import enCalendar from './messages/en/calendar.json' with { type: 'json' }
import enCase from './messages/en/case.json' with { type: 'json' }
import enChanges from './messages/en/changes.json' with { type: 'json' }
import enChoices from './messages/en/choices.json' with { type: 'json' }
import enCommon from './messages/en/common.json' with { type: 'json' }
import enConsentState from './messages/en/consent-state.json' with { type: 'json' }
import enContact from './messages/en/contact.json' with { type: 'json' }
import enCourseUsage from './messages/en/course-usage.json' with { type: 'json' }
import enDataMap from './messages/en/data-map.json' with { type: 'json' }
import enDataPackage from './messages/en/data-package.json' with { type: 'json' }
import enErasure from './messages/en/erasure.json' with { type: 'json' }
import enErrorPages from './messages/en/error-pages.json' with { type: 'json' }
import enErrors from './messages/en/errors.json' with { type: 'json' }
import enGuardians from './messages/en/guardians.json' with { type: 'json' }
import enHistory from './messages/en/history.json' with { type: 'json' }
import enHome from './messages/en/home.json' with { type: 'json' }
import enIncidents from './messages/en/incidents.json' with { type: 'json' }
import enIntegrationErrors from './messages/en/integration-errors.json' with { type: 'json' }
import enIntegrations from './messages/en/integrations.json' with { type: 'json' }
import enLimits from './messages/en/limits.json' with { type: 'json' }
import enMail from './messages/en/mail.json' with { type: 'json' }
import enMailbox from './messages/en/mailbox.json' with { type: 'json' }
import enMy from './messages/en/my.json' with { type: 'json' }
import enOwnData from './messages/en/own-data.json' with { type: 'json' }
import enPeople from './messages/en/people.json' with { type: 'json' }
import enPolicy from './messages/en/policy.json' with { type: 'json' }
import enPolicyDraft from './messages/en/policy-draft.json' with { type: 'json' }
import enProfile from './messages/en/profile.json' with { type: 'json' }
import enPurposes from './messages/en/purposes.json' with { type: 'json' }
import enQuarterReport from './messages/en/quarter-report.json' with { type: 'json' }
import enReceipt from './messages/en/receipt.json' with { type: 'json' }
import enRegisters from './messages/en/registers.json' with { type: 'json' }
import enRequestForm from './messages/en/request-form.json' with { type: 'json' }
import enRequests from './messages/en/requests.json' with { type: 'json' }
import enSecurity from './messages/en/security.json' with { type: 'json' }
import enServer from './messages/en/server.json' with { type: 'json' }
import enSettings from './messages/en/settings.json' with { type: 'json' }
import enSignIn from './messages/en/sign-in.json' with { type: 'json' }
import enSignal from './messages/en/signal.json' with { type: 'json' }
import enStaff from './messages/en/staff.json' with { type: 'json' }
import enStaffAccount from './messages/en/staff-account.json' with { type: 'json' }
import enStaffDashboard from './messages/en/staff-dashboard.json' with { type: 'json' }
import enStaffDataMap from './messages/en/staff-data-map.json' with { type: 'json' }
import enStaffErrors from './messages/en/staff-errors.json' with { type: 'json' }
import enStaffHealth from './messages/en/staff-health.json' with { type: 'json' }
import enStaffLog from './messages/en/staff-log.json' with { type: 'json' }
import enStaffRequestErrors from './messages/en/staff-request-errors.json' with { type: 'json' }
import enStaffRequests from './messages/en/staff-requests.json' with { type: 'json' }
import enStaffSignIn from './messages/en/staff-sign-in.json' with { type: 'json' }
import enStaffStatistics from './messages/en/staff-statistics.json' with { type: 'json' }
import enSubprocessors from './messages/en/subprocessors.json' with { type: 'json' }
import enTeam from './messages/en/team.json' with { type: 'json' }
import enTraining from './messages/en/training.json' with { type: 'json' }
import enTrust from './messages/en/trust.json' with { type: 'json' }
import enUndeliveredMail from './messages/en/undelivered-mail.json' with { type: 'json' }
import enUnsubscribe from './messages/en/unsubscribe.json' with { type: 'json' }
import enWelcome from './messages/en/welcome.json' with { type: 'json' }
import kkAccessReports from './messages/kk/access-reports.json' with { type: 'json' }
import kkAuditActions from './messages/kk/audit-actions.json' with { type: 'json' }
import kkAuditKit from './messages/kk/audit-kit.json' with { type: 'json' }
import kkAudits from './messages/kk/audits.json' with { type: 'json' }
import kkBackups from './messages/kk/backups.json' with { type: 'json' }
import kkCalendar from './messages/kk/calendar.json' with { type: 'json' }
import kkCase from './messages/kk/case.json' with { type: 'json' }
import kkChanges from './messages/kk/changes.json' with { type: 'json' }
import kkChoices from './messages/kk/choices.json' with { type: 'json' }
import kkCommon from './messages/kk/common.json' with { type: 'json' }
import kkConsentState from './messages/kk/consent-state.json' with { type: 'json' }
import kkContact from './messages/kk/contact.json' with { type: 'json' }
import kkCourseUsage from './messages/kk/course-usage.json' with { type: 'json' }
import kkDataMap from './messages/kk/data-map.json' with { type: 'json' }
import kkDataPackage from './messages/kk/data-package.json' with { type: 'json' }
import kkErasure from './messages/kk/erasure.json' with { type: 'json' }
import kkErrorPages from './messages/kk/error-pages.json' with { type: 'json' }
import kkErrors from './messages/kk/errors.json' with { type: 'json' }
import kkGuardians from './messages/kk/guardians.json' with { type: 'json' }
import kkHistory from './messages/kk/history.json' with { type: 'json' }
import kkHome from './messages/kk/home.json' with { type: 'json' }
import kkIncidents from './messages/kk/incidents.json' with { type: 'json' }
import kkIntegrationErrors from './messages/kk/integration-errors.json' with { type: 'json' }
import kkIntegrations from './messages/kk/integrations.json' with { type: 'json' }
import kkLimits from './messages/kk/limits.json' with { type: 'json' }
import kkMail from './messages/kk/mail.json' with { type: 'json' }
import kkMailbox from './messages/kk/mailbox.json' with { type: 'json' }
import kkMy from './messages/kk/my.json' with { type: 'json' }
import kkOwnData from './messages/kk/own-data.json' with { type: 'json' }
import kkPeople from './messages/kk/people.json' with { type: 'json' }
import kkPolicy from './messages/kk/policy.json' with { type: 'json' }
import kkPolicyDraft from './messages/kk/policy-draft.json' with { type: 'json' }
import kkProfile from './messages/kk/profile.json' with { type: 'json' }
import kkPurposes from './messages/kk/purposes.json' with { type: 'json' }
import kkQuarterReport from './messages/kk/quarter-report.json' with { type: 'json' }
import kkReceipt from './messages/kk/receipt.json' with { type: 'json' }
import kkRegisters from './messages/kk/registers.json' with { type: 'json' }
import kkRequestForm from './messages/kk/request-form.json' with { type: 'json' }
import kkRequests from './messages/kk/requests.json' with { type: 'json' }
import kkSecurity from './messages/kk/security.json' with { type: 'json' }
import kkServer from './messages/kk/server.json' with { type: 'json' }
import kkSettings from './messages/kk/settings.json' with { type: 'json' }
import kkSignIn from './messages/kk/sign-in.json' with { type: 'json' }
import kkSignal from './messages/kk/signal.json' with { type: 'json' }
import kkStaff from './messages/kk/staff.json' with { type: 'json' }
import kkStaffAccount from './messages/kk/staff-account.json' with { type: 'json' }
import kkStaffDashboard from './messages/kk/staff-dashboard.json' with { type: 'json' }
import kkStaffDataMap from './messages/kk/staff-data-map.json' with { type: 'json' }
import kkStaffErrors from './messages/kk/staff-errors.json' with { type: 'json' }
import kkStaffHealth from './messages/kk/staff-health.json' with { type: 'json' }
import kkStaffLog from './messages/kk/staff-log.json' with { type: 'json' }
import kkStaffRequestErrors from './messages/kk/staff-request-errors.json' with { type: 'json' }
import kkStaffRequests from './messages/kk/staff-requests.json' with { type: 'json' }
import kkStaffSignIn from './messages/kk/staff-sign-in.json' with { type: 'json' }
import kkStaffStatistics from './messages/kk/staff-statistics.json' with { type: 'json' }
import kkSubprocessors from './messages/kk/subprocessors.json' with { type: 'json' }
import kkTeam from './messages/kk/team.json' with { type: 'json' }
import kkTraining from './messages/kk/training.json' with { type: 'json' }
import kkTrust from './messages/kk/trust.json' with { type: 'json' }
import kkUndeliveredMail from './messages/kk/undelivered-mail.json' with { type: 'json' }
import kkUnsubscribe from './messages/kk/unsubscribe.json' with { type: 'json' }
import kkWelcome from './messages/kk/welcome.json' with { type: 'json' }
import ruAccessReports from './messages/ru/access-reports.json' with { type: 'json' }
import ruAuditActions from './messages/ru/audit-actions.json' with { type: 'json' }
import ruAuditKit from './messages/ru/audit-kit.json' with { type: 'json' }
import ruAudits from './messages/ru/audits.json' with { type: 'json' }
import ruBackups from './messages/ru/backups.json' with { type: 'json' }
import ruCalendar from './messages/ru/calendar.json' with { type: 'json' }
import ruCase from './messages/ru/case.json' with { type: 'json' }
import ruChanges from './messages/ru/changes.json' with { type: 'json' }
import ruChoices from './messages/ru/choices.json' with { type: 'json' }
import ruCommon from './messages/ru/common.json' with { type: 'json' }
import ruConsentState from './messages/ru/consent-state.json' with { type: 'json' }
import ruContact from './messages/ru/contact.json' with { type: 'json' }
import ruCourseUsage from './messages/ru/course-usage.json' with { type: 'json' }
import ruDataMap from './messages/ru/data-map.json' with { type: 'json' }
import ruDataPackage from './messages/ru/data-package.json' with { type: 'json' }
import ruErasure from './messages/ru/erasure.json' with { type: 'json' }
import ruErrorPages from './messages/ru/error-pages.json' with { type: 'json' }
import ruErrors from './messages/ru/errors.json' with { type: 'json' }
import ruGuardians from './messages/ru/guardians.json' with { type: 'json' }
import ruHistory from './messages/ru/history.json' with { type: 'json' }
import ruHome from './messages/ru/home.json' with { type: 'json' }
import ruIncidents from './messages/ru/incidents.json' with { type: 'json' }
import ruIntegrationErrors from './messages/ru/integration-errors.json' with { type: 'json' }
import ruIntegrations from './messages/ru/integrations.json' with { type: 'json' }
import ruLimits from './messages/ru/limits.json' with { type: 'json' }
import ruMail from './messages/ru/mail.json' with { type: 'json' }
import ruMailbox from './messages/ru/mailbox.json' with { type: 'json' }
import ruMy from './messages/ru/my.json' with { type: 'json' }
import ruOwnData from './messages/ru/own-data.json' with { type: 'json' }
import ruPeople from './messages/ru/people.json' with { type: 'json' }
import ruPolicy from './messages/ru/policy.json' with { type: 'json' }
import ruPolicyDraft from './messages/ru/policy-draft.json' with { type: 'json' }
import ruProfile from './messages/ru/profile.json' with { type: 'json' }
import ruPurposes from './messages/ru/purposes.json' with { type: 'json' }
import ruQuarterReport from './messages/ru/quarter-report.json' with { type: 'json' }
import ruReceipt from './messages/ru/receipt.json' with { type: 'json' }
import ruRegisters from './messages/ru/registers.json' with { type: 'json' }
import ruRequestForm from './messages/ru/request-form.json' with { type: 'json' }
import ruRequests from './messages/ru/requests.json' with { type: 'json' }
import ruSecurity from './messages/ru/security.json' with { type: 'json' }
import ruServer from './messages/ru/server.json' with { type: 'json' }
import ruSettings from './messages/ru/settings.json' with { type: 'json' }
import ruSignIn from './messages/ru/sign-in.json' with { type: 'json' }
import ruSignal from './messages/ru/signal.json' with { type: 'json' }
import ruStaff from './messages/ru/staff.json' with { type: 'json' }
import ruStaffAccount from './messages/ru/staff-account.json' with { type: 'json' }
import ruStaffDashboard from './messages/ru/staff-dashboard.json' with { type: 'json' }
import ruStaffDataMap from './messages/ru/staff-data-map.json' with { type: 'json' }
import ruStaffErrors from './messages/ru/staff-errors.json' with { type: 'json' }
import ruStaffHealth from './messages/ru/staff-health.json' with { type: 'json' }
import ruStaffLog from './messages/ru/staff-log.json' with { type: 'json' }
import ruStaffRequestErrors from './messages/ru/staff-request-errors.json' with { type: 'json' }
import ruStaffRequests from './messages/ru/staff-requests.json' with { type: 'json' }
import ruStaffSignIn from './messages/ru/staff-sign-in.json' with { type: 'json' }
import ruStaffStatistics from './messages/ru/staff-statistics.json' with { type: 'json' }
import ruSubprocessors from './messages/ru/subprocessors.json' with { type: 'json' }
import ruTeam from './messages/ru/team.json' with { type: 'json' }
import ruTraining from './messages/ru/training.json' with { type: 'json' }
import ruTrust from './messages/ru/trust.json' with { type: 'json' }
import ruUndeliveredMail from './messages/ru/undelivered-mail.json' with { type: 'json' }
import ruUnsubscribe from './messages/ru/unsubscribe.json' with { type: 'json' }
import ruWelcome from './messages/ru/welcome.json' with { type: 'json' }

/** All messages by language and namespace. A new namespace is one file a language and one line a language here. */
export const messages = {
  kk: {
    auditActions: kkAuditActions,
    auditKit: kkAuditKit,
    audits: kkAudits,
    courseUsage: kkCourseUsage,
    backups: kkBackups,
    accessReports: kkAccessReports,
    calendar: kkCalendar,
    case: kkCase,
    changes: kkChanges,
    choices: kkChoices,
    common: kkCommon,
    consentState: kkConsentState,
    contact: kkContact,
    erasure: kkErasure,
    dataMap: kkDataMap,
    dataPackage: kkDataPackage,
    errorPages: kkErrorPages,
    errors: kkErrors,
    guardians: kkGuardians,
    history: kkHistory,
    home: kkHome,
    incidents: kkIncidents,
    integrationErrors: kkIntegrationErrors,
    integrations: kkIntegrations,
    limits: kkLimits,
    mail: kkMail,
    mailbox: kkMailbox,
    my: kkMy,
    ownData: kkOwnData,
    people: kkPeople,
    policy: kkPolicy,
    policyDraft: kkPolicyDraft,
    profile: kkProfile,
    purposes: kkPurposes,
    quarterReport: kkQuarterReport,
    receipt: kkReceipt,
    registers: kkRegisters,
    requestForm: kkRequestForm,
    requests: kkRequests,
    security: kkSecurity,
    server: kkServer,
    settings: kkSettings,
    signal: kkSignal,
    signIn: kkSignIn,
    staff: kkStaff,
    staffAccount: kkStaffAccount,
    staffDashboard: kkStaffDashboard,
    staffDataMap: kkStaffDataMap,
    staffErrors: kkStaffErrors,
    staffHealth: kkStaffHealth,
    staffLog: kkStaffLog,
    staffRequestErrors: kkStaffRequestErrors,
    staffRequests: kkStaffRequests,
    staffSignIn: kkStaffSignIn,
    staffStatistics: kkStaffStatistics,
    subprocessors: kkSubprocessors,
    team: kkTeam,
    training: kkTraining,
    trust: kkTrust,
    undeliveredMail: kkUndeliveredMail,
    unsubscribe: kkUnsubscribe,
    welcome: kkWelcome,
  },
  ru: {
    auditActions: ruAuditActions,
    auditKit: ruAuditKit,
    audits: ruAudits,
    courseUsage: ruCourseUsage,
    backups: ruBackups,
    accessReports: ruAccessReports,
    calendar: ruCalendar,
    case: ruCase,
    changes: ruChanges,
    choices: ruChoices,
    common: ruCommon,
    consentState: ruConsentState,
    contact: ruContact,
    erasure: ruErasure,
    dataMap: ruDataMap,
    dataPackage: ruDataPackage,
    errorPages: ruErrorPages,
    errors: ruErrors,
    guardians: ruGuardians,
    history: ruHistory,
    home: ruHome,
    incidents: ruIncidents,
    integrationErrors: ruIntegrationErrors,
    integrations: ruIntegrations,
    limits: ruLimits,
    mail: ruMail,
    mailbox: ruMailbox,
    my: ruMy,
    ownData: ruOwnData,
    people: ruPeople,
    policy: ruPolicy,
    policyDraft: ruPolicyDraft,
    profile: ruProfile,
    purposes: ruPurposes,
    quarterReport: ruQuarterReport,
    receipt: ruReceipt,
    registers: ruRegisters,
    requestForm: ruRequestForm,
    requests: ruRequests,
    security: ruSecurity,
    server: ruServer,
    settings: ruSettings,
    signal: ruSignal,
    signIn: ruSignIn,
    staff: ruStaff,
    staffAccount: ruStaffAccount,
    staffDashboard: ruStaffDashboard,
    staffDataMap: ruStaffDataMap,
    staffErrors: ruStaffErrors,
    staffHealth: ruStaffHealth,
    staffLog: ruStaffLog,
    staffRequestErrors: ruStaffRequestErrors,
    staffRequests: ruStaffRequests,
    staffSignIn: ruStaffSignIn,
    staffStatistics: ruStaffStatistics,
    subprocessors: ruSubprocessors,
    team: ruTeam,
    training: ruTraining,
    trust: ruTrust,
    undeliveredMail: ruUndeliveredMail,
    unsubscribe: ruUnsubscribe,
    welcome: ruWelcome,
  },
  en: {
    auditActions: enAuditActions,
    auditKit: enAuditKit,
    audits: enAudits,
    courseUsage: enCourseUsage,
    backups: enBackups,
    accessReports: enAccessReports,
    calendar: enCalendar,
    case: enCase,
    changes: enChanges,
    choices: enChoices,
    common: enCommon,
    consentState: enConsentState,
    contact: enContact,
    erasure: enErasure,
    dataMap: enDataMap,
    dataPackage: enDataPackage,
    errorPages: enErrorPages,
    errors: enErrors,
    guardians: enGuardians,
    history: enHistory,
    home: enHome,
    incidents: enIncidents,
    integrationErrors: enIntegrationErrors,
    integrations: enIntegrations,
    limits: enLimits,
    mail: enMail,
    mailbox: enMailbox,
    my: enMy,
    ownData: enOwnData,
    people: enPeople,
    policy: enPolicy,
    policyDraft: enPolicyDraft,
    profile: enProfile,
    purposes: enPurposes,
    quarterReport: enQuarterReport,
    receipt: enReceipt,
    registers: enRegisters,
    requestForm: enRequestForm,
    requests: enRequests,
    security: enSecurity,
    server: enServer,
    settings: enSettings,
    signal: enSignal,
    signIn: enSignIn,
    staff: enStaff,
    staffAccount: enStaffAccount,
    staffDashboard: enStaffDashboard,
    staffDataMap: enStaffDataMap,
    staffErrors: enStaffErrors,
    staffHealth: enStaffHealth,
    staffLog: enStaffLog,
    staffRequestErrors: enStaffRequestErrors,
    staffRequests: enStaffRequests,
    staffSignIn: enStaffSignIn,
    staffStatistics: enStaffStatistics,
    subprocessors: enSubprocessors,
    team: enTeam,
    training: enTraining,
    trust: enTrust,
    undeliveredMail: enUndeliveredMail,
    unsubscribe: enUnsubscribe,
    welcome: enWelcome,
  },
}

export type Messages = (typeof messages)['en']
