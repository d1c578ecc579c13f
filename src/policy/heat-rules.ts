const reader = "(role:reader and project_id:%(project_id)s) or rule:deny_stack_user";
const member = "(role:member and project_id:%(project_id)s) or rule:deny_stack_user";
const guest =
  "(role:reader and project_id:%(project_id)s) or (role:heat_stack_user and project_id:%(project_id)s) or rule:allow_everybody";

function all(rule: string, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, rule]));
}

/** Types that only an administrator of the project may use. */
const administratorsTypes = [
  "OS::Nova::Flavor",
  "OS::Cinder::EncryptedVolumeType",
  "OS::Cinder::VolumeType",
  "OS::Cinder::Quota",
  "OS::Neutron::Quota",
  "OS::Nova::Quota",
  "OS::Octavia::Quota",
  "OS::Manila::ShareType",
  "OS::Neutron::ProviderNet",
  "OS::Neutron::QoSPolicy",
  "OS::Neutron::QoSBandwidthLimitRule",
  "OS::Neutron::QoSDscpMarkingRule",
  "OS::Neutron::QoSMinimumBandwidthRule",
  "OS::Neutron::QoSMinimumPacketRateRule",
  "OS::Neutron::Segment",
  "OS::Nova::HostAggregate",
  "OS::Cinder::QoSSpecs",
  "OS::Cinder::QoSAssociation",
  "OS::Keystone::*",
  "OS::Blazar::Host",
  "OS::Octavia::Flavor",
  "OS::Octavia::FlavorProfile",
  "OS::Octavia::AvailabilityZone",
  "OS::Octavia::AvailabilityZoneProfile",
];

/**
 * Heat's default rules of the native API. As in oslo.policy, a rule's deprecated form still allows
 * what it allowed (the part after the last `or`).
 */
export const heatRules: Readonly<Record<string, string>> = {
  context_is_admin: "role:admin and is_admin_project:True",
  project_admin: "role:admin",
  deny_stack_user: "not role:heat_stack_user",
  deny_everybody: "!",
  allow_everybody: "",
  ...all(reader, [
    "actions:check",
    "build_info:build_info",
    "events:index",
    "events:show",
    "resource:index",
    "resource:show",
    "software_configs:index",
    "software_configs:show",
    "software_deployments:index",
    "software_deployments:show",
    "stacks:detail",
    "stacks:index",
    "stacks:list_resource_types",
    "stacks:list_template_versions",
    "stacks:list_template_functions",
    "stacks:preview",
    "stacks:resource_schema",
    "stacks:show",
    "stacks:template",
    "stacks:environment",
    "stacks:files",
    "stacks:show_snapshot",
    "stacks:list_snapshots",
    "stacks:list_outputs",
    "stacks:show_output",
  ]),
  ...all(member, [
    "actions:action",
    "actions:snapshot",
    "actions:suspend",
    "actions:resume",
    "actions:cancel_update",
    "actions:cancel_without_rollback",
    "resource:mark_unhealthy",
    "software_configs:create",
    "software_configs:delete",
    "software_deployments:create",
    "software_deployments:update",
    "software_deployments:delete",
    "stacks:abandon",
    "stacks:create",
    "stacks:delete",
    "stacks:export",
    "stacks:generate_template",
    "stacks:update",
    "stacks:update_patch",
    "stacks:preview_update",
    "stacks:preview_update_patch",
    "stacks:validate_template",
    "stacks:snapshot",
    "stacks:delete_snapshot",
    "stacks:restore_snapshot",
  ]),
  ...all(guest, ["resource:metadata", "resource:signal", "stacks:lookup"]),
  "software_deployments:metadata":
    "(role:reader and project_id:%(project_id)s) or (role:heat_stack_user and project_id:%(project_id)s)",
  "stacks:update_no_change": "rule:stacks:update_patch",
  "stacks:global_index": "rule:deny_everybody",
  "software_configs:global_index": "rule:deny_everybody",
  ...all(
    "rule:project_admin",
    administratorsTypes.map((type) => `resource_types:${type}`),
  ),
  "service:index": "(role:admin and project_id:%(project_id)s) or rule:context_is_admin",
};
