import { postBatch } from './batch.ts'
import { putChoices } from './choices.ts'
import { postDecision } from './decisions.ts'
import type { ApiRoute } from './define-call.ts'
import { getOpenapi } from './get-openapi.ts'
import { getPolicy, getVersions } from './policy.ts'
import { getDecisionProof, getEvidenceProof, getReceiptProof, getVersionProof } from './proofs.ts'
import { getPurposes } from './purposes.ts'
import { getReceipt, verifyPresented } from './receipts.ts'
import { getRequest, postRequest } from './requests.ts'
import { getChoices, getHistory } from './subject-choices.ts'
import { getSubprocessors } from './subprocessors.ts'
import { getTrust } from './trust.ts'
import { postUnsubscribeLink } from './unsubscribe-links.ts'

/** Every call there is: the list of entryPoints for programs. */
export const apiRoutes: readonly ApiRoute[] = [
  getOpenapi,
  getPolicy,
  getVersions,
  getVersionProof,
  getTrust,
  getEvidenceProof,
  getSubprocessors,
  getPurposes,
  putChoices,
  getChoices,
  getHistory,
  postBatch,
  postDecision,
  postUnsubscribeLink,
  getReceipt,
  getReceiptProof,
  verifyPresented,
  postRequest,
  getRequest,
  getDecisionProof,
]
