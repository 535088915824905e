/**
 * The only script of the reading pages: a change of language keeps the current clause, Escape closes the menu, a button
 * prints. Kept as text because its hash is in the Content-Security-Policy of the snapshots: every page must have the same bytes.
 */
export const keepPlace = `document.addEventListener('click',function(e){var a=e.target.closest('a[data-language]'),h=innerHeight,n='',d=h/3,t=document.getElementById(decodeURIComponent(location.hash.slice(1)));if(e.target.closest('[data-print]'))print();if(!a)return;function y(p){return p.getBoundingClientRect()}document.querySelectorAll('[data-place]').forEach(function(p){var m=Math.abs(y(p).top);if(m<d){d=m;n=p.id}});if(t&&t.dataset.place!==undefined&&y(t).bottom>0&&y(t).top<h)n=t.id;a.hash=n});document.addEventListener('keydown',function(e){var m=document.querySelector('.menu[open]');if(e.key==='Escape'&&m){m.open=false;m.firstElementChild.focus()}})`
