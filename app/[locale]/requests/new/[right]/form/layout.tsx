import type { ReactNode } from 'react'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { MyNav } from '../../../../my/my-nav.tsx'

type Props = { children: ReactNode; params: Promise<{ locale: string }> }

export default async function RequestFormLayout({ children, params }: Props) {
  return (
    <>
      <MyNav locale={localeOf((await params).locale)} />
      {children}
    </>
  )
}
