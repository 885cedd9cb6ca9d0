// What the policies of this organization agree on.
{
  // Whether people outside of the team that changes the fleet depend on an environment.
  isProduction(environment):: std.startsWith(environment.name, 'production'),

  // Where images come from: mirrors that scan what they take in and keep it.
  registries:: ['registry.example.com'],

  // When work begins and ends, in minutes after midnight, and by which clock.
  work:: { from: 8 * 60, to: 20 * 60, days: '1-5', timezone: 'Europe/Zurich' },
}
