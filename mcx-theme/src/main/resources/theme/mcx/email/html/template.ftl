<#-- Mail programs drop style sheets: what there is of style stands at the elements. No image, nothing is fetched. -->
<#macro emailLayout>
<!DOCTYPE html>
<html lang="${locale.language}" dir="${(ltr)?then('ltr','rtl')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${realmName!}</title>
</head>
<body style="margin:0;padding:16px;background:#eef2f6;color:#14202e;font:17px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:32rem;margin:0 auto">
<p style="margin:0 0 12px;font-weight:bold">${realmName!}</p>
<div style="background:#ffffff;color:#14202e;border-top:4px solid #0b4a8f;border-radius:10px;padding:20px;overflow-wrap:anywhere">
<#nested>
</div>
</div>
</body>
</html>
</#macro>
