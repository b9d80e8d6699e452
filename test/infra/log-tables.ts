/** Columns that all telemetry of Application Insights has. */
const COMMON = [
  'timestamp: datetime',
  'itemType: string',
  'customDimensions: dynamic',
  'customMeasurements: dynamic',
  'operation_Name: string',
  'operation_Id: string',
  'operation_ParentId: string',
  'operation_SyntheticSource: string',
  'session_Id: string',
  'user_Id: string',
  'user_AuthenticatedId: string',
  'user_AccountId: string',
  'application_Version: string',
  'client_Type: string',
  'client_Model: string',
  'client_OS: string',
  'client_IP: string',
  'client_City: string',
  'client_StateOrProvince: string',
  'client_CountryOrRegion: string',
  'client_Browser: string',
  'cloud_RoleName: string',
  'cloud_RoleInstance: string',
  'appId: string',
  'appName: string',
  'iKey: string',
  'sdkVersion: string',
  'itemId: string',
  'itemCount: int',
  '_ResourceId: string',
  '_BilledSize: real',
];

/**
 * Tables that Mailflow's queries may read, with the columns that Azure gives them: those of Application Insights, and of the workspace behind it.
 *
 * @source https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete
 * @source https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource (table structure)
 * @source https://learn.microsoft.com/azure/azure-monitor/reference/tables/usage
 */
export const TABLES: Readonly<Record<string, readonly string[]>> = {
  customEvents: [...COMMON, 'name: string'],
  customMetrics: [
    ...COMMON,
    'name: string',
    'value: real',
    'valueCount: int',
    'valueSum: real',
    'valueMin: real',
    'valueMax: real',
    'valueStdDev: real',
  ],
  requests: [
    ...COMMON,
    'id: string',
    'source: string',
    'name: string',
    'url: string',
    'success: string',
    'resultCode: string',
    'duration: real',
    'performanceBucket: string',
  ],
  traces: [...COMMON, 'message: string', 'severityLevel: int'],
  exceptions: [...COMMON, 'problemId: string', 'type: string', 'outerMessage: string', 'severityLevel: int', 'details: dynamic'],
  Usage: [
    'TimeGenerated: datetime',
    'StartTime: datetime',
    'EndTime: datetime',
    'DataType: string',
    'Solution: string',
    'IsBillable: bool',
    'Quantity: real',
    'QuantityUnit: string',
    'Computer: string',
    'Type: string',
  ],
};
