// What the policies of this organization agree on.
{
  // Whether people outside of the team that changes the fleet depend on an environment.
  isProduction(environment):: std.startsWith(environment.name, 'production'),

  // Where images come from: mirrors that scan what they take in and keep it.
  registries:: ['registry.example.com'],
}
