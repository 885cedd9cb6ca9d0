local routes(route) = { routing: { routes: [{ name: 'auto', candidates: ['large'] } + route] } };

{
  policy: 'warm-fallback',
  cases: {
    'a route of sleeping models alone': {
      fleet: routes({}),
      models: { large: {} },
      violations: ['environments.production.routing.routes.auto'],
    },
    'a fallback that sleeps, too': {
      fleet: routes({ fallback: ['small'] }),
      models: { large: {}, small: {} },
      violations: ['environments.production.routing.routes.auto.fallback'],
    },
    'a fallback that is always awake': {
      fleet: routes({ fallback: ['small'] }),
      models: { large: {}, small: { scale: { min: 1 } } },
      violations: [],
    },
    'a candidate that is always awake': {
      fleet: routes({}),
      models: { large: { scale: { min: 1 } } },
      violations: [],
    },
    'another route with one': {
      fleet: {
        routing: {
          routes: [
            { name: 'auto', candidates: ['large'], fallback: ['quick'] },
            { name: 'quick', candidates: ['small'] },
          ],
        },
      },
      models: { large: {}, small: { scale: { min: 1 } } },
      violations: [],
    },
    'outside of production people can wait': {
      fleet: routes({}),
      models: { large: {} },
      environments: { staging: {} },
      violations: [],
    },
  },
}
