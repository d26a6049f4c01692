// How the page looks: one style sheet, nothing from elsewhere.

export const style = `
  body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1b2530; background: #fff;
    font: 15px/1.5 system-ui, sans-serif; }
  h1 { font-size: 1.7rem; margin-bottom: .2rem; }
  h2 { font-size: 1.25rem; margin: 2.6rem 0 .4rem; }
  h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
  p, ul { max-width: 50rem; }
  code { background: #f0f2f4; padding: .1em .3em; border-radius: 3px; }
  .wide { overflow-x: auto; }
  table { border-collapse: collapse; font-size: 13px; }
  th { font-weight: 600; text-align: left; vertical-align: middle; padding: .3rem .5rem; }
  td { text-align: right; padding: .3rem .5rem; border: 1px solid #fff; white-space: nowrap; }
  .names td:nth-child(-n + 2) { text-align: left; }
  td small { display: block; font-size: 11px; opacity: .8; }
  tr.rule td, tr.rule th { border-top: 2px solid #1b2530; }
  .remarks { border-left: 4px solid #c77700; background: #fff6e6; padding: .5rem 1rem; }
  .remarks p { margin: .3rem 0; }
  .pictures { display: flex; flex-wrap: wrap; gap: 1rem; }
  figure { margin: 0; }
  figcaption { font-size: 13px; font-weight: 600; }
  summary { cursor: pointer; font-weight: 600; margin: 1.4rem 0 .3rem; }
  .legend { font-size: 13px; }
  .legend span { margin-right: 1.2rem; white-space: nowrap; }
  .legend i { display: inline-block; width: 1.4rem; height: 0; border-top: 3px solid;
    vertical-align: middle; margin-right: .35rem; }
  .legend svg { vertical-align: middle; margin-right: .35rem; }
  .quiet { color: #5a6875; }
`;
