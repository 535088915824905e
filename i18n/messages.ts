import enCommon from './messages/en/common.json' with { type: 'json' }
import enMail from './messages/en/mail.json' with { type: 'json' }
import enPurposes from './messages/en/purposes.json' with { type: 'json' }
import kkCommon from './messages/kk/common.json' with { type: 'json' }
import kkMail from './messages/kk/mail.json' with { type: 'json' }
import kkPurposes from './messages/kk/purposes.json' with { type: 'json' }
import ruCommon from './messages/ru/common.json' with { type: 'json' }
import ruMail from './messages/ru/mail.json' with { type: 'json' }
import ruPurposes from './messages/ru/purposes.json' with { type: 'json' }

/** All messages by language and namespace. A new namespace is one file a language and one line a language here. */
export const messages = {
  kk: {
    common: kkCommon,
    mail: kkMail,
    purposes: kkPurposes,
  },
  ru: {
    common: ruCommon,
    mail: ruMail,
    purposes: ruPurposes,
  },
  en: {
    common: enCommon,
    mail: enMail,
    purposes: enPurposes,
  },
}

export type Messages = (typeof messages)['en']
