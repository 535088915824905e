'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

const everyMs = 2_000
/** A worker that stands still keeps no page busy for ever: the link beside it refreshes by hand. */
const most = 60

/** Reads the page again every two seconds while it is shown; what is typed elsewhere on the page stays. */
export function RefreshUntil() {
  const router = useRouter()
  useEffect(() => {
    let times = 0
    const timer = setInterval(() => {
      times += 1
      if (times > most) clearInterval(timer)
      else router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [router])
  return null
}
