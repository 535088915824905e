/** A head cell that stays under the portal's own header, which stays too where the window is high enough. */
export const stickyHead =
  'sticky top-0 z-[1] border-b border-edge bg-paper px-2.5 pt-2 pb-1.5 font-semibold first:pl-0 last:pr-0 md:[@media(min-height:30rem)]:top-[4.25rem]'
