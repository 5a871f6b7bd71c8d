; The Windows installer: for one user, without an administrator, into the user's own programs.
; Compiled by packaging/shipping/windows.py, which defines what stands in {#...}:
;   Version, Source (the frozen app's folder), Output, FileName, Icon, Licence
; Settings, journal and keyring are the user's and stay when the app is removed.

#define Name "Bracket Desk"
#define Publisher "The Bracket Desk developers"
#define Program "bracketdesk.exe"

[Setup]
AppId={{5E0B4C1F-6C3D-4D43-9B7A-3B8C2B0F7A61}
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
AppPublisher={#Publisher}
VersionInfoVersion={#Version}
DefaultDirName={autopf}\{#Name}
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile={#Licence}
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\{#Program}
UninstallDisplayName={#Name}
OutputDir={#Output}
OutputBaseFilename={#FileName}
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
; A running app has its files open: the user is asked to close it, and it is never ended by force,
; for orders may work at the broker.
CloseApplications=yes
CloseApplicationsFilter={#Program}
RestartApplications=no

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked

[InstallDelete]
; What an older version brought and this one does not would be found before the new.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\{#Program}"; AppUserModelID: "BracketDesk.BracketDesk"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Program}"; Tasks: desktopicon; AppUserModelID: "BracketDesk.BracketDesk"

[Run]
Filename: "{app}\{#Program}"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent
